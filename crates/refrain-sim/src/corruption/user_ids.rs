//! Other forms of `userId`, throughout a log.

use crate::CorruptionOptions;
use crate::corruption::damage::Damage;
use crate::corruption::field::value_range;
use crate::corruption::line::Line;

/// Rewrites `userId` and counts the rows.
pub(crate) struct UserIds {
    numeric: Option<u64>,
    guest: Option<(u64, u64)>,
}

impl UserIds {
    pub(crate) fn new(options: &CorruptionOptions) -> UserIds {
        UserIds {
            numeric: options.numeric_ids.then_some(0),
            guest: options.guest_id.map(|id| (id, 0)),
        }
    }

    pub(crate) fn rewrite(&mut self, line: &mut Line) {
        // With neither option the line is not even searched.
        let guest = self.guest.as_mut().filter(|_| line.user_id.is_none());
        if guest.is_none() && self.numeric.is_none() {
            return;
        }
        let Some(range) = value_range(&line.text, r#""userId":"#) else { return };
        let id = line.user_id.or(guest.as_deref().map(|(id, _)| *id));
        // A guest without an id has no number, and stays the empty text.
        let Some(id) = id else { return };
        if let Some((_, n_rows)) = guest {
            *n_rows += 1;
        }
        let written = match &mut self.numeric {
            Some(n_rows) => {
                *n_rows += 1;
                id.to_string()
            }
            None => format!("\"{id}\""),
        };
        line.text.replace_range(range, &written);
    }

    pub(crate) fn damages(&self) -> impl Iterator<Item = Damage> {
        let guest = self.guest.map(|(id, rows)| Damage::GuestId { id, rows });
        self.numeric.map(|rows| Damage::NumericIds { rows }).into_iter().chain(guest)
    }
}
