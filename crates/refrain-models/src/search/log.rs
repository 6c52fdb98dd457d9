//! The log of a search's trials: a file that is added to, and gone on with.

mod data_mark;
mod file;
mod header;
mod problem;

pub(super) use data_mark::DataMark;
pub(super) use file::LogFile;
pub(super) use header::LogHeader;
