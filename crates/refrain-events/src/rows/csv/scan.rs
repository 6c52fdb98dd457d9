//! Search for the end of a record, line feeds inside quotes aside.

use memchr::memchr2;

use super::dialect::{Dialect, QUOTE};
use super::quoted::{Close, find_close};

/// Expectation of more bytes after those at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    Yes,
    No,
}

/// The search for the end of one record, which can be taken up again with more bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    /// Bytes of the record that are done with.
    at: usize,
    inside: Inside,
    n_quoted: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Inside {
    /// A field without quotes, or the place before or behind any field.
    #[default]
    Bare,
    Quotes,
    /// Something that is no record.
    Broken,
}

/// Verdict on the end of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The record ends before this byte, a line feed or the end of the input.
    Ends(usize),
    /// This is no record, however many lines are added.
    Broken,
    /// The bytes end before the record does.
    Undecided,
}

/// Text behind a closing quote.
enum Behind {
    EndOfField,
    SomethingElse,
    Unknown,
}

impl Scan {
    /// Goes on searching in the bytes of a record: those of the last time, and perhaps more.
    ///
    /// `max_quoted` is the number of quoted fields that a record can have. It keeps quotes that
    /// open on every line from being followed to the end of the buffer from each of them.
    pub(super) fn run(
        &mut self,
        bytes: &[u8],
        dialect: Dialect,
        max_quoted: usize,
        more: More,
    ) -> Verdict {
        loop {
            let verdict = match self.inside {
                Inside::Bare => self.leave_bare(bytes, dialect, more),
                // Without this, a column of inch marks would make every record run to the end of
                // the file.
                Inside::Quotes if self.n_quoted > max_quoted => Some(self.give_up()),
                Inside::Quotes => self.leave_quotes(bytes, dialect, more),
                Inside::Broken => Some(Verdict::Broken),
            };
            if let Some(verdict) = verdict {
                return verdict;
            }
        }
    }

    fn leave_bare(&mut self, bytes: &[u8], dialect: Dialect, more: More) -> Option<Verdict> {
        let Some(offset) = memchr2(QUOTE, b'\n', &bytes[self.at..]) else {
            self.at = bytes.len();
            return Some(match more {
                More::Yes => Verdict::Undecided,
                More::No => Verdict::Ends(self.at),
            });
        };
        let at = self.at + offset;
        if bytes[at] == b'\n' {
            return Some(Verdict::Ends(at));
        }
        self.at = at + 1;
        // Elsewhere a quote is data: `6" screen`.
        if at == 0 || dialect.divides(bytes[at - 1]) {
            self.inside = Inside::Quotes;
            self.n_quoted += 1;
        }
        None
    }

    fn leave_quotes(&mut self, bytes: &[u8], dialect: Dialect, more: More) -> Option<Verdict> {
        let close = match find_close(bytes, self.at, dialect.escape) {
            Close::At(close) => close,
            Close::Beyond(at) => {
                self.at = at;
                return Some(Verdict::Undecided);
            }
        };
        match behind(&bytes[close + 1..], dialect, more) {
            Behind::EndOfField => {
                self.at = close + 1;
                self.inside = Inside::Bare;
                None
            }
            Behind::SomethingElse => Some(self.give_up()),
            Behind::Unknown => {
                self.at = close;
                Some(Verdict::Undecided)
            }
        }
    }

    fn give_up(&mut self) -> Verdict {
        self.inside = Inside::Broken;
        Verdict::Broken
    }
}

fn behind(bytes: &[u8], dialect: Dialect, more: More) -> Behind {
    match bytes {
        [] | [b'\r'] => match more {
            More::Yes => Behind::Unknown,
            More::No => Behind::EndOfField,
        },
        [b'\n', ..] | [b'\r', b'\n', ..] => Behind::EndOfField,
        [byte, ..] if dialect.divides(*byte) => Behind::EndOfField,
        _ => Behind::SomethingElse,
    }
}
