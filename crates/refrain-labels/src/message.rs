//! Messages: names quoted and suggested.

/// Number of names listed of what may be thousands.
const MAX_LISTED: usize = 12;

/// Quotes names, all of them.
pub(crate) fn quoted(names: &[String], separator: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(separator)
}

/// Quotes the first names, and says how many more there are.
pub(crate) fn quoted_some(names: &[String]) -> String {
    match names.len() {
        0 => "none".to_owned(),
        1..=MAX_LISTED => quoted(names, ", "),
        n => format!("{} and {} more", quoted(&names[..MAX_LISTED], ", "), n - MAX_LISTED),
    }
}

/// Suggests the name that was probably meant, if there is one.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!(" (did you mean `{nearest}`?)"))
}
