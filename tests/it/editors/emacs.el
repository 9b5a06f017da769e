;; What a user of eglot does, after the settings of editors/emacs/README.md. Prints one line of JSON for the test.
(require 'package)
(package-initialize)
(require 'json)
(require 'flymake)
(setq eglot-sync-connect 60 eglot-autoshutdown t python-indent-guess-indent-offset nil)
(load (getenv "SETTINGS") nil t)
(require 'eglot)

(defun result (&rest pairs) (princ (concat "RESULT " (json-encode pairs) "\n")))

(defun until (what)
  "Waits until WHAT gives something."
  (let ((end (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall what))) (< (float-time) end))
      (flymake-start)
      (accept-process-output nil 0.1))
    found))

(defun findings ()
  (mapcar (lambda (found)
            (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg found)) (flymake-diagnostic-text found)))
          (flymake-diagnostics)))

(find-file (getenv "FILE"))
(let* ((server (apply #'eglot--connect (eglot--guess-contact)))
       (found (until #'findings)))
  (goto-char (point-min))
  (search-forward "except")
  (let* ((hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
         (range (list :start (eglot--pos-to-lsp-position (point)) :end (eglot--pos-to-lsp-position (point))))
         (actions (jsonrpc-request server :textDocument/codeAction
                                   (list :textDocument (eglot--TextDocumentIdentifier) :range range
                                         :context (list :diagnostics [])))))
    ;; The fault is repaired, and the findings go.
    (search-forward "pass")
    (replace-match "raise")
    (eglot--signal-textDocument/didChange)
    (let ((left (until (lambda () (unless (findings) "none")))))
      (result :server (plist-get (eglot--server-info server) :name)
              :found (vconcat found)
              :hover (plist-get (plist-get hover :contents) :value)
              :actions (vconcat (mapcar (lambda (action) (plist-get action :title)) actions))
              :left left)))
  (eglot-shutdown server))
