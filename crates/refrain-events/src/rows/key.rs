//! Keys by which the rows of one event are told.

use std::borrow::Cow;

use twox_hash::XxHash3_64;

use crate::rows::cell::Cell;
use crate::rows::columns::Slot;

/// The key of a row: a hash of what its key columns say, read as ids where they can be. A row that
/// lacks one of them has none.
pub(crate) fn key_of(cells: &[Cell<'_>], slots: &[Slot]) -> Option<u64> {
    if slots.is_empty() {
        return None;
    }
    let mut texts = String::new();
    for slot in slots {
        let text = text_of(&cells[*slot])?;
        texts.push_str(&text);
        // Between two columns, so that `a`, `bc` is not `ab`, `c`.
        texts.push('\0');
    }
    Some(XxHash3_64::oneshot(texts.as_bytes()))
}

fn text_of<'c>(cell: &'c Cell<'_>) -> Option<Cow<'c, str>> {
    match cell.id() {
        Ok(id) => id,
        Err(_) => cell.text().ok()?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_ids_are() {
        let key = |cells: &[Cell<'_>]| key_of(cells, &[0, 1]);
        let first = key(&["a".into(), 7_i64.into()]);
        assert!(first.is_some());
        assert_eq!(key(&[" a".into(), "7.0".into()]), first);
        assert_ne!(key(&["a7".into(), "".into()]), first);
        assert_eq!(key(&["a".into(), " ".into()]), None);
        assert_eq!(key(&["a".into(), Cell::Nested("an array")]), None);
        assert_ne!(key(&["ab".into(), "c".into()]), key(&["a".into(), "bc".into()]));
    }
}
