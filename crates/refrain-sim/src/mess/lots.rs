//! Which rows are damaged.

use rand::{RngCore, SeedableRng};

use crate::MessOptions;
use crate::random::{self, Stream, uniform};

/// Decides row by row which kinds of mess fall on it.
pub(crate) struct Lots {
    rounded: Lot,
    truncated: Lot,
    corrupt: Lot,
    duplicates: Lot,
    late: Lot,
}

/// What falls on a row: for each kind that does, the random numbers that say how.
pub(crate) struct Drawn {
    pub(crate) rounded: Option<Stream>,
    pub(crate) truncated: Option<Stream>,
    pub(crate) corrupt: Option<Stream>,
    pub(crate) duplicates: Option<Stream>,
    pub(crate) late: Option<Stream>,
}

impl Lots {
    pub(crate) fn new(options: &MessOptions) -> Lots {
        let lot = |number, share| Lot { stream: random::stream(options.seed, number), share };
        Lots {
            rounded: lot(random::ROUNDED, options.rounded),
            truncated: lot(random::TRUNCATED, options.truncated),
            corrupt: lot(random::CORRUPT, options.corrupt),
            duplicates: lot(random::DUPLICATES, options.duplicates.map_or(0.0, |(share, _)| share)),
            late: lot(random::LATE, options.late.map_or(0.0, |(share, _)| share)),
        }
    }

    /// Draws for the next row: to be called on every row of the simulation, missing or not, so
    /// that what falls on the rows after it does not depend on it.
    pub(crate) fn draw(&mut self) -> Drawn {
        Drawn {
            rounded: self.rounded.draw(),
            truncated: self.truncated.draw(),
            corrupt: self.corrupt.draw(),
            duplicates: self.duplicates.draw(),
            late: self.late.draw(),
        }
    }
}

/// The lot of one kind of mess.
struct Lot {
    stream: Stream,
    share: f64,
}

impl Lot {
    /// Takes two numbers whatever comes of it: a greater share adds rows and changes none.
    fn draw(&mut self) -> Option<Stream> {
        let (lot, details) = (uniform(&mut self.stream), self.stream.next_u64());
        (lot < self.share).then(|| Stream::seed_from_u64(details))
    }
}
