//! Names that one list has and another lacks, in words.

/// Says which names are missing and which are unexpected, the first few of each.
///
/// # Examples
///
/// ```
/// use refrain_core::name_difference;
///
/// let (missing, unexpected) = (["songs".to_owned()], ["song".to_owned()]);
/// assert_eq!(name_difference(&missing, &unexpected), "missing `songs`; unexpected `song`");
/// ```
pub fn name_difference(missing: &[String], unexpected: &[String]) -> String {
    let parts = [("missing", missing), ("unexpected", unexpected)];
    let present = parts.iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<String> = present.map(|(word, names)| format!("{word} {}", few(names))).collect();
    said.join("; ")
}

/// The first few names; a wide table would bury the sentence.
fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(SHOWN);
    let tail = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &tail
}
