//! Between `file:` URIs and paths, for every system as a pure function, so that the forms of one can be tested on another.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::Url;
use unicode_normalization::UnicodeNormalization;

/// How a system writes paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    /// Any bytes between slashes.
    Unix,
    /// The same, but `é` of one character and of two are one name.
    Mac,
    /// Drives and shares; `a.py` and `A.PY` are one name.
    Windows,
}

const HERE: System = if cfg!(windows) {
    System::Windows
} else if cfg!(target_os = "macos") {
    System::Mac
} else {
    System::Unix
};

/// The path of a `file:` URI.
pub(super) fn path(uri: &Url) -> Option<PathBuf> {
    if uri.scheme() != "file" {
        return None;
    }
    match HERE {
        System::Windows => windows_path(uri).map(PathBuf::from),
        System::Unix | System::Mac => uri.to_file_path().ok(),
    }
}

/// The URI of an absolute path.
pub(super) fn uri(path: &Path) -> Option<Url> {
    match HERE {
        System::Windows => windows_uri(path.to_str()?),
        System::Unix | System::Mac => Url::from_file_path(path).ok(),
    }
}

/// Whether two paths name one file, however an editor spells it.
pub(super) fn is_same_file(left: &Path, right: &Path) -> bool {
    left == right
        || HERE != System::Unix
            && left.to_str().zip(right.to_str()).is_some_and(|(left, right)| is_same(left, right, HERE))
}

fn is_same(left: &str, right: &str, system: System) -> bool {
    match system {
        System::Unix => left == right,
        System::Mac => left.nfc().eq(right.nfc()),
        System::Windows => {
            let (left, right) = (plain(left), plain(right));
            left.chars().flat_map(char::to_lowercase).eq(right.chars().flat_map(char::to_lowercase))
        }
    }
}

/// `file:///c%3A/a%20b.py` is `C:\a b.py`, `file://server/share/a.py` is `\\server\share\a.py`.
fn windows_path(uri: &Url) -> Option<String> {
    let decoded = decode(uri.path())?;
    if decoded.contains('\0') {
        return None;
    }
    let text = match uri.host_str().filter(|host| !host.is_empty() && *host != "localhost") {
        Some(host) => format!("//{host}{decoded}"),
        None => {
            let text = decoded.strip_prefix('/')?;
            drive(text)?;
            text.to_string()
        }
    };
    Some(plain(&text.replace('/', "\\")).into_owned())
}

/// The other way, of all forms that Windows gives: with drive or share, as they are or after `\\?\`.
fn windows_uri(path: &str) -> Option<Url> {
    let path = plain(path);
    let (host, rest) = match path.strip_prefix("\\\\") {
        Some(share) => share.split_once('\\')?,
        None => {
            drive(&path)?;
            ("", &*path)
        }
    };
    let mut uri = Url::parse("file:///").ok()?;
    if !host.is_empty() {
        uri.set_host(Some(host)).ok()?;
    }
    // A drive is no segment that could be encoded: `C:` stays.
    uri.path_segments_mut().ok()?.clear().extend(rest.split('\\'));
    Some(uri)
}

/// Without `\\?\`, with backslashes and an upper-case drive: as this server compares paths.
fn plain(path: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(path);
    if path.contains('/') {
        plain = Cow::Owned(path.replace('/', "\\"));
    }
    if let Some(share) = plain.strip_prefix("\\\\?\\UNC\\") {
        plain = Cow::Owned(format!("\\\\{share}"));
    } else if let Some(rest) = plain.strip_prefix("\\\\?\\") {
        plain = Cow::Owned(rest.to_string());
    }
    match drive(&plain) {
        Some(letter) if letter.is_ascii_lowercase() => {
            Cow::Owned(format!("{}{}", letter.to_ascii_uppercase(), &plain[1..]))
        }
        _ => plain,
    }
}

/// The letter with which an absolute path on a drive begins.
fn drive(path: &str) -> Option<char> {
    match path.as_bytes() {
        [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic() => Some(char::from(*letter)),
        _ => None,
    }
}

/// Percent-encoded UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits =
            after.get(..2).filter(|digits| first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        match digits.and_then(|digits| std::str::from_utf8(digits).ok()) {
            Some(digits) => {
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(uri: &str) -> Option<String> {
        windows_path(&Url::parse(uri).unwrap())
    }

    #[test]
    fn forms_of_windows_are_read() {
        for (uri, path) in [
            ("file:///c%3A/Users/a%20b.py", "C:\\Users\\a b.py"),
            ("file:///C:/Users/%C3%A9.py", "C:\\Users\\é.py"),
            ("file:///d:/", "D:\\"),
            ("file://localhost/c:/a.py", "C:\\a.py"),
            ("file://server/share/a.py", "\\\\server\\share\\a.py"),
            ("file://wsl.localhost/Ubuntu/home/a.py", "\\\\wsl.localhost\\Ubuntu\\home\\a.py"),
        ] {
            assert_eq!(of(uri).as_deref(), Some(path), "{uri}");
        }
        for uri in [
            "file:///home/a.py",
            "file:///c%3A",
            "file:///c:/a%00.py",
            "file:///c:/%ff.py",
            "file:///1:/a.py",
        ] {
            assert_eq!(of(uri), None, "{uri}");
        }
    }

    #[test]
    fn forms_of_windows_are_written() {
        for (path, uri) in [
            ("c:\\Users\\a b.py", "file:///C:/Users/a%20b.py"),
            ("\\\\?\\C:\\a#b%.py", "file:///C:/a%23b%25.py"),
            ("\\\\server\\share\\é.py", "file://server/share/%C3%A9.py"),
            ("\\\\?\\UNC\\server\\share\\a.py", "file://server/share/a.py"),
            ("C:/a/b.py", "file:///C:/a/b.py"),
        ] {
            assert_eq!(windows_uri(path).as_ref().map(Url::as_str), Some(uri), "{path}");
        }
        for path in ["a.py", "\\a.py", "c:a.py", ""] {
            assert_eq!(windows_uri(path), None, "{path}");
        }
    }

    #[test]
    fn one_file_has_many_spellings() {
        let same = |left, right| {
            [System::Unix, System::Mac, System::Windows].map(|system| is_same(left, right, system))
        };
        assert_eq!(same("/a/e\u{301}.py", "/a/\u{e9}.py"), [false, true, false]);
        assert_eq!(same("c:/A/b.py", "\\\\?\\C:\\a\\B.py"), [false, false, true]);
        assert_eq!(same("/a/b.py", "/a/c.py"), [false, false, false]);
    }

    /// A name that Windows allows.
    fn name() -> impl Strategy<Value = String> {
        "[^\\x00-\\x1f<>:\"/\\\\|?*]{1,12}"
            .prop_filter("dots lead elsewhere", |name| !name.ends_with(['.', ' ']) && !name.starts_with(' '))
    }

    fn windows() -> impl Strategy<Value = String> {
        let place = prop_oneof![
            "[A-Z]:".prop_map(|drive| drive),
            ("[a-z][a-z0-9-]{0,8}[a-z]", "[a-z$]{1,8}")
                .prop_map(|(host, share)| format!("\\\\{host}\\{share}")),
        ];
        (place, prop::collection::vec(name(), 1..5))
            .prop_map(|(place, names)| format!("{place}\\{}", names.join("\\")))
    }

    proptest! {
        #[test]
        fn a_path_of_windows_comes_back(path in windows()) {
            let uri = windows_uri(&path).unwrap();
            prop_assert_eq!(windows_path(&uri), Some(path.clone()));
            // As VS Code writes it.
            let encoded = uri.as_str().replacen(":/", "%3A/", 2).replacen("%3A", ":", 1);
            prop_assert_eq!(windows_path(&Url::parse(&encoded).unwrap()), Some(path.clone()));
            prop_assert!(is_same(&path, &path.to_uppercase().to_lowercase(), System::Windows) || !path.is_ascii());
        }

        #[test]
        fn a_path_of_unix_comes_back(names in prop::collection::vec("[^/\\x00]{1,12}", 1..5)) {
            let path = PathBuf::from(format!("/{}", names.join("/")));
            prop_assume!(!names.iter().any(|name| name == "." || name == ".."));
            prop_assert_eq!(super::path(&uri(&path).unwrap()), Some(path));
        }

        #[test]
        fn no_uri_breaks_anything(text in "file://[ -~é]{0,30}") {
            if let Ok(uri) = Url::parse(&text) {
                if let Some(path) = windows_path(&uri) {
                    prop_assert!(is_same(&path, &path, System::Windows));
                }
                let _ = super::path(&uri);
            }
        }

        #[test]
        fn names_of_mac_are_one_in_both_forms(name in "[a-zàéîõü]{1,12}") {
            let (composed, decomposed): (String, String) = (name.nfc().collect(), name.nfd().collect());
            prop_assert!(is_same(&composed, &decomposed, System::Mac));
        }
    }
}
