//! The content of a file as a tree whose nodes know their place.

use std::ops::Range;

/// A value, whichever form the file has.
#[derive(Debug)]
pub(super) struct Node {
    /// Its bytes in the text.
    pub(super) span: Range<usize>,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    Whole(i128),
    Number(f64),
    Truth(bool),
    /// A date, with or without a time, that is not quoted.
    Date(String),
    List(Vec<Node>),
    /// In the order of the file.
    Table(Vec<Entry>),
    /// What no key wants.
    Other,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// Where the entry is, in bytes.
    pub(super) at: usize,
    pub(super) node: Node,
}
