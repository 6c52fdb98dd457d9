//! Shares as people write them.

/// Reads a share: `5%` or `0.05`.
pub(crate) fn parse_share(text: &str) -> Result<f64, String> {
    let malformed = || format!("`{text}` is not a valid share: write 5% or 0.05");
    let (digits, unit) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let number: f64 = digits.parse().map_err(|_| malformed())?;
    if number.is_finite() { Ok(number / unit) } else { Err(malformed()) }
}
