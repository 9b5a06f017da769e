;; What a user of lsp-mode does, after the settings of editors/emacs/README.md. Prints one line of JSON for the test.
(require 'package)
(package-initialize)
(require 'json)
(require 'lsp-mode)
(load (getenv "SETTINGS") nil t)
(setq lsp-auto-guess-root t lsp-enable-file-watchers nil lsp-enable-snippet nil lsp-restart 'ignore
      python-indent-guess-indent-offset nil
      lsp-session-file (expand-file-name "session" (getenv "HOME")))

(defun until (what)
  "Waits until WHAT gives something."
  (let ((end (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall what))) (< (float-time) end))
      (accept-process-output nil 0.1))
    found))

(defun findings ()
  (mapcar (lambda (found)
            (format "%d %s"
                    (1+ (lsp:position-line (lsp:range-start (lsp:diagnostic-range found))))
                    (lsp:diagnostic-message found)))
          (append (lsp--get-buffer-diagnostics) nil)))

(find-file (getenv "FILE"))
(lsp)
(let ((found (until #'findings)))
  (goto-char (point-min))
  (search-forward "except")
  (let ((hover (lsp-request "textDocument/hover" (lsp--text-document-position-params)))
        (actions (lsp-code-actions-at-point))
        (server (symbol-name (lsp--client-server-id (lsp--workspace-client (car (lsp-workspaces)))))))
    ;; The fault is repaired, and the findings go.
    (search-forward "pass")
    (replace-match "raise")
    (let ((left (until (lambda () (unless (findings) "none")))))
      (princ (concat "RESULT "
                     (json-encode (list :server server
                                        :found (vconcat found)
                                        :hover (gethash "value" (lsp:hover-contents hover))
                                        :actions (vconcat (mapcar #'lsp:code-action-title actions))
                                        :left left))
                     "\n"))))
  (lsp-workspace-shutdown (car (lsp-workspaces))))
