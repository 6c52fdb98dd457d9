//! Order of writes: waits until something is on the disk.

use std::fs::File;
use std::io;
use std::path::Path;

/// Waits until the names in a directory are on the disk.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    // A rename lives in the directory, whose own sync makes it last.
    File::open(path)?.sync_all()
}
