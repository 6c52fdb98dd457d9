//! Logs and tables that nobody here wrote, beside the project.

use std::path::PathBuf;

use refrain::events::{EventSchema, Input, LogReader, ReadLog};

/// The path of a file or directory of the shared data, `None` (and a note) where it is absent.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let root = std::env::var_os("REFRAIN_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let path = root.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} of the shared data is not beside the project");
    None
}

pub(crate) fn read(path: PathBuf) -> ReadLog {
    LogReader::new(EventSchema::sparkify()).read(&[Input::Path(path)]).unwrap()
}
