//! Dialects of delimited text.

/// Delimiter between the fields, and the way in which a quoted one writes its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// The byte between two fields, one of [`DELIMITERS`], or [`BLANK`] for runs of blanks.
    pub(crate) delimiter: u8,
    pub(crate) escape: Escape,
    /// The byte with which lines begin that are no records.
    pub(crate) comment: Option<u8>,
}

/// Escape by which a quoted field writes a quote of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// As two quotes (RFC 4180): `"say ""hi"""`.
    DoubledQuote,
    /// Behind a backslash (Spark): `"say \"hi\""`; a backslash is written as two, and one before
    /// any other byte is itself.
    Backslash,
}

/// The delimiters known, the likeliest first.
pub(super) const DELIMITERS: [u8; 4] = *b",;\t|";

/// Stands for blanks and tabs, any number of which divide two fields.
pub(crate) const BLANK: u8 = b' ';

pub(super) const QUOTE: u8 = b'"';

pub(super) const BACKSLASH: u8 = b'\\';

impl Dialect {
    /// Tells whether this byte ends a field.
    pub(super) fn divides(self, byte: u8) -> bool {
        byte == self.delimiter || (self.has_blanks() && byte == b'\t')
    }

    /// Tells whether a run of blanks is one delimiter.
    pub(super) fn has_blanks(self) -> bool {
        self.delimiter == BLANK
    }
}
