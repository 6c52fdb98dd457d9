//! Amounts of memory as people write them.

/// Reads a number of bytes: `512MB`, `2GB`, `64KB`, or a bare number.
pub(crate) fn parse_bytes(text: &str) -> Result<u64, String> {
    let malformed =
        || format!("`{text}` is not a valid size: write 512MB, 2GB or a number of bytes");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| malformed())?;
    let unit = match text[digits..].trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" | "K" => 1_000,
        "MB" | "M" => 1_000_000,
        "GB" | "G" => 1_000_000_000,
        _ => return Err(malformed()),
    };
    number.checked_mul(unit).filter(|n_bytes| *n_bytes > 0).ok_or_else(malformed)
}
