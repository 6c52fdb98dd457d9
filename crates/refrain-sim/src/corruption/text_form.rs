//! Options as people write them on a command line.

use refrain_core::TimeRange;

use crate::corruption::problem::CorruptionProblem;
use crate::{CorruptionOptions, Error};

/// A piece of the textual form.
struct Piece {
    name: &'static str,
    expected: &'static str,
    /// Sets what the value says, `None` if the value cannot be read.
    set: fn(CorruptionOptions, Option<&str>) -> Option<CorruptionOptions>,
}

/// The only piece that may be given again.
const GAP: &str = "gap";
/// Distance of copies from their originals unless told, in lines.
const LINES_LATER: u32 = 10;

const PIECES: [Piece; 12] = [
    Piece {
        name: "seed",
        expected: "`seed=N`, a whole number",
        set: |options, value| Some(options.seed(value?.parse().ok()?)),
    },
    Piece {
        name: GAP,
        expected: "`gap=FROM..UNTIL`, dates or times such as 2018-10-07T12:00:00Z",
        set: |options, value| Some(options.gap(range(value?)?)),
    },
    Piece {
        name: "gaps",
        expected: "`gaps=N:SPAN`, such as 3:6h",
        set: |options, value| {
            let (n_gaps, span) = value?.split_once(':')?;
            Some(options.drawn_gaps(n_gaps.parse().ok()?, span.parse().ok()?))
        },
    },
    Piece {
        name: "numeric-ids",
        expected: "`numeric-ids` without a value",
        set: |options, value| value.is_none().then(|| options.numeric_ids()),
    },
    Piece {
        name: "guest-id",
        expected: "`guest-id=N`, a whole number",
        set: |options, value| Some(options.guest_id(value?.parse().ok()?)),
    },
    Piece {
        name: "double-encoded",
        expected: "`double-encoded` or `double-encoded=ROUNDS`",
        set: |options, value| Some(options.double_encoded(value.unwrap_or("1").parse().ok()?)),
    },
    Piece {
        name: "rounded",
        expected: "`rounded=SHARE`, such as 0.05",
        set: |options, value| Some(options.rounded(value?.parse().ok()?)),
    },
    Piece {
        name: "truncated",
        expected: "`truncated=SHARE`, such as 0.001",
        set: |options, value| Some(options.truncated(value?.parse().ok()?)),
    },
    Piece {
        name: "corrupt",
        expected: "`corrupt=SHARE`, such as 0.001",
        set: |options, value| Some(options.corrupt(value?.parse().ok()?)),
    },
    Piece {
        name: "duplicates",
        expected: "`duplicates=SHARE` or `duplicates=SHARE:LINES`, such as 0.01:50",
        set: |options, value| {
            let (share, lines_later) = match value?.split_once(':') {
                Some((share, lines_later)) => (share, lines_later.parse().ok()?),
                None => (value?, LINES_LATER),
            };
            Some(options.duplicates(share.parse().ok()?, lines_later))
        },
    },
    Piece {
        name: "late",
        expected: "`late=SHARE:SPAN`, such as 0.02:2d",
        set: |options, value| {
            let (share, span) = value?.split_once(':')?;
            Some(options.late(share.parse().ok()?, span.parse().ok()?))
        },
    },
    Piece {
        name: "shuffle",
        expected: "`shuffle=LINES`, such as 1000",
        set: |options, value| Some(options.shuffle(value?.parse().ok()?)),
    },
];

impl CorruptionOptions {
    /// Reads options in their textual form: pieces divided by commas, of these:
    ///
    /// | piece | method |
    /// | --- | --- |
    /// | `seed=N` | [`seed`](CorruptionOptions::seed) |
    /// | `gap=FROM..UNTIL`, any number of times | [`gap`](CorruptionOptions::gap); dates for their midnight, or times, in UTC where no offset is given |
    /// | `gaps=N:SPAN` | [`drawn_gaps`](CorruptionOptions::drawn_gaps) |
    /// | `numeric-ids` | [`numeric_ids`](CorruptionOptions::numeric_ids) |
    /// | `guest-id=N` | [`guest_id`](CorruptionOptions::guest_id) |
    /// | `double-encoded`, `double-encoded=ROUNDS` | [`double_encoded`](CorruptionOptions::double_encoded), once unless told |
    /// | `rounded=SHARE` | [`rounded`](CorruptionOptions::rounded) |
    /// | `truncated=SHARE` | [`truncated`](CorruptionOptions::truncated) |
    /// | `corrupt=SHARE` | [`corrupt`](CorruptionOptions::corrupt) |
    /// | `duplicates=SHARE`, `duplicates=SHARE:LINES` | [`duplicates`](CorruptionOptions::duplicates), up to 10 lines later unless told |
    /// | `late=SHARE:SPAN` | [`late`](CorruptionOptions::late) |
    /// | `shuffle=LINES` | [`shuffle`](CorruptionOptions::shuffle) |
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a piece that is unknown, that cannot be
    /// read or that is given twice. Numbers out of bounds are left to
    /// [`Corruption::new`](crate::Corruption::new).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    /// use refrain_sim::CorruptionOptions;
    ///
    /// let options = CorruptionOptions::parse("late=0.02:2d, numeric-ids")?;
    /// assert_eq!(options, CorruptionOptions::new().late(0.02, Span::from_days(2)).numeric_ids());
    ///
    /// let error = CorruptionOptions::parse("late=0.02").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`late=0.02` cannot be read: expected `late=SHARE:SPAN`, such as 0.02:2d"
    /// );
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<CorruptionOptions, Error> {
        let mut options = CorruptionOptions::new();
        let mut given = Vec::new();
        for written in text.split(',').map(str::trim) {
            let (name, value) = match written.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (written, None),
            };
            let piece = piece(name)?;
            // A second value would silently replace the first.
            if given.contains(&piece.name) && piece.name != GAP {
                return Err(CorruptionProblem::RepeatedPiece { name: piece.name }.into());
            }
            given.push(piece.name);
            options = (piece.set)(options, value).ok_or_else(|| CorruptionProblem::Piece {
                found: written.to_owned(),
                expected: piece.expected,
            })?;
        }
        Ok(options)
    }
}

fn piece(name: &str) -> Result<&'static Piece, CorruptionProblem> {
    PIECES.iter().find(|piece| piece.name == name).ok_or_else(|| CorruptionProblem::UnknownPiece {
        found: name.to_owned(),
        known: PIECES.map(|piece| piece.name).join(", "),
    })
}

fn range(text: &str) -> Option<TimeRange> {
    let (start, end) = text.split_once("..")?;
    Some(TimeRange::new(start.parse().ok()?, end.parse().ok()?))
}
