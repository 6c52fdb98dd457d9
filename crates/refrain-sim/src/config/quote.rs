//! Texts and keys as TOML has them.

/// A text in quotes, always on one line.
///
/// JSON's escapes are all TOML's, which forbids one character more.
pub(crate) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A key: quoted unless it is a word.
pub(crate) fn key(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !key.is_empty() && key.chars().all(is_plain) {
        true => key.to_owned(),
        false => text(key),
    }
}
