//! Damage to single rows.

use crate::CorruptionOptions;
use crate::corruption::damage::Damage;
use crate::corruption::draws::Drawn;
use crate::corruption::line::Line;
use crate::corruption::user_ids::UserIds;
use crate::corruption::{breakage, encoding, rounding};
use crate::random::{Stream, uniform};

/// Rewrites, doubles and breaks rows, in this order: a copy is rewritten as its original is, so
/// that the two are equal, and stays whole.
pub(crate) struct Rows<'a> {
    options: &'a CorruptionOptions,
    user_ids: UserIds,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(options: &'a CorruptionOptions) -> Rows<'a> {
        Rows { options, user_ids: UserIds::new(options) }
    }

    /// Damages a row and returns when it is due, if it is to be late.
    pub(crate) fn damage(&mut self, line: &mut Line, mut drawn: Drawn) -> Option<i64> {
        // Before the copy is made: it is equal to its original, ids and encoding included.
        self.rewrite(line, &drawn);
        let duplicate = drawn.duplicates.as_mut().zip(self.options.duplicates);
        if let Some((stream, (_, most_lines_later))) = duplicate {
            line.duplicate(draw_up_to(most_lines_later.into(), stream) as u32);
        }
        line.damages.extend(broken(&mut line.text, &mut drawn));
        let (stream, (_, span)) = drawn.late.as_mut().zip(self.options.late)?;
        Some(line.ts.saturating_add(draw_up_to(span.millis(), stream)))
    }

    /// Returns what was done to the log as a whole.
    pub(crate) fn damages(&self) -> impl Iterator<Item = Damage> {
        self.user_ids.damages()
    }

    fn rewrite(&mut self, line: &mut Line, drawn: &Drawn) {
        self.user_ids.rewrite(line);
        let rounds = self.options.encoding_rounds;
        line.damages.extend(rounds.and_then(|rounds| encoding::encode(&mut line.text, rounds)));
        if drawn.rounded.is_some() {
            line.damages.extend(rounding::round(&mut line.text, line.ts));
        }
    }
}

/// Breaks a line, once at most: what is cut off cannot be overwritten.
fn broken(text: &mut String, drawn: &mut Drawn) -> Option<Damage> {
    match (&mut drawn.truncated, &mut drawn.corrupt) {
        (Some(stream), _) => Some(breakage::truncate(text, stream)),
        (None, Some(stream)) => Some(breakage::corrupt(text, stream)),
        (None, None) => None,
    }
}

/// Draws uniformly from 1 to `limit`.
fn draw_up_to(limit: i64, stream: &mut Stream) -> i64 {
    // Beyond 2^53 the product may round up to the limit itself.
    ((uniform(stream) * limit as f64) as i64).saturating_add(1).min(limit)
}
