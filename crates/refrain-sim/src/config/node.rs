//! The content of a file as a tree whose nodes know their place.

use std::ops::Range;

/// A value, whichever form the file has.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its bytes in the text.
    pub(crate) span: Range<usize>,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Text(String),
    Whole(i128),
    Number(f64),
    Truth(bool),
    /// A date, with or without a time, that is not quoted.
    Date(String),
    List(Vec<Node>),
    /// In the order of the file.
    Table(Vec<Entry>),
    /// A value that no key takes.
    Other,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Position of the entry, in bytes.
    pub(crate) at: usize,
    pub(crate) node: Node,
}
