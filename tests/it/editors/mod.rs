//! Real editors with the real server.

mod emacs;
mod kakoune;
mod nvim;
mod terminal;
mod vscode;

const PYTHON: &str = "\
import json

def load_settings(path):
    settings = dict(DEFAULTS)
    try:
        with open(path) as handle:
            settings.update(json.load(handle))
    except Exception:
        pass
    return settings
";
