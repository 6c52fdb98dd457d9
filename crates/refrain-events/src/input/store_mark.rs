//! Mark by which the directory of an event store is told from one of logs.
//!
//! Inputs must tell a store to refuse one among other files; they need not open it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Name of the file in the directory of a store that lists what it holds.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Value of the first key of a manifest.
pub(crate) const FORMAT: &str = "refrain event store";

/// Bytes of a manifest looked at to tell that it is one.
const HEAD_BYTES: u64 = 256;

/// Tells whether a directory is a store: by its manifest, or by the directory of its segments
/// where the manifest is damaged.
pub(crate) fn is_store(path: &Path) -> bool {
    let mut head = String::new();
    let manifest = File::open(path.join(MANIFEST));
    let is_read = manifest.and_then(|file| file.take(HEAD_BYTES).read_to_string(&mut head));
    is_read.is_ok() && (head.contains(FORMAT) || path.join("events").is_dir())
}
