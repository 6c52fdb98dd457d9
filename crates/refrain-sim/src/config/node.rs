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
    /// What no key wants.
    Other,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the entry is, in bytes.
    pub(crate) at: usize,
    pub(crate) node: Node,
}
