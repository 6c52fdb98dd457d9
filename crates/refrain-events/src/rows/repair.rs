//! Text whose UTF-8 bytes were read as Latin-1.

/// Times that text may have been encoded anew; real logs show two.
const MAX_PASSES: usize = 2;

/// Undoes up to two rounds of reading UTF-8 bytes as Latin-1; `None` if the text is sound.
///
/// A round is undone where every character is at most U+00FF and these, taken as bytes, are
/// valid UTF-8 of more than ASCII. Text that was never mangled hardly ever passes: its lone
/// accents are not UTF-8. A result with control characters in it is no text, and the original
/// stays.
///
/// Distinct texts have distinct repairs unless a log holds the same text both sound and mangled.
///
/// # Examples
///
/// ```
/// use refrain_events::repair_text;
///
/// assert_eq!(repair_text("Bj\u{c3}\u{83}\u{c2}\u{b6}rk").as_deref(), Some("Björk"));
/// assert_eq!(repair_text("Bj\u{c3}\u{b6}rk").as_deref(), Some("Björk"));
/// assert_eq!(repair_text("Björk"), None);
/// assert_eq!(repair_text("Beyoncé"), None);
/// ```
pub fn repair_text(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut repaired = undo_one_pass(text)?;
    for _ in 1..MAX_PASSES {
        match undo_one_pass(&repaired) {
            Some(better) => repaired = better,
            None => break,
        }
    }
    // Bytes from 0x80 to 0x9F are control characters in Latin-1: where some are left, what was
    // undone was no text.
    (!repaired.contains(char::is_control)).then_some(repaired)
}

fn undo_one_pass(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}
