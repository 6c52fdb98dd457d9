//! Draws of the rows that are damaged.

use rand::{RngCore, SeedableRng};

use crate::CorruptionOptions;
use crate::random::{self, Stream, uniform};

/// Decides row by row which kinds of corruption fall on it.
pub(crate) struct Draws {
    rounded: Draw,
    truncated: Draw,
    corrupt: Draw,
    duplicates: Draw,
    late: Draw,
}

/// Corruption that falls on a row: for each kind that does, the random numbers that say how.
pub(crate) struct Drawn {
    pub(crate) rounded: Option<Stream>,
    pub(crate) truncated: Option<Stream>,
    pub(crate) corrupt: Option<Stream>,
    pub(crate) duplicates: Option<Stream>,
    pub(crate) late: Option<Stream>,
}

impl Draws {
    pub(crate) fn new(options: &CorruptionOptions) -> Draws {
        let draw = |number, share| Draw { stream: random::stream(options.seed, number), share };
        Draws {
            rounded: draw(random::ROUNDED, options.rounded),
            truncated: draw(random::TRUNCATED, options.truncated),
            corrupt: draw(random::CORRUPT, options.corrupt),
            duplicates: draw(
                random::DUPLICATES,
                options.duplicates.map_or(0.0, |(share, _)| share),
            ),
            late: draw(random::LATE, options.late.map_or(0.0, |(share, _)| share)),
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

/// The draws of one kind of corruption.
struct Draw {
    stream: Stream,
    share: f64,
}

impl Draw {
    /// Takes two numbers whatever comes of it: a greater share adds rows and changes none.
    fn draw(&mut self) -> Option<Stream> {
        let (drawn, details) = (uniform(&mut self.stream), self.stream.next_u64());
        (drawn < self.share).then(|| Stream::seed_from_u64(details))
    }
}
