//! What must be on the disk before something else is.

use std::fs::File;
use std::io;
use std::path::Path;

/// Waits until the names in a directory are on the disk.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
