//! Eight bytes at a time.

/// Zeros behind a text that is scanned, so that a step of several bytes needs no look at its end.
pub(crate) const PADDING: usize = 64;

/// Loads eight bytes, the first one lowest.
#[inline(always)]
pub(super) fn load(padded: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(padded[at..at + 8].try_into().expect("eight bytes"))
}
