//! Order of writes: waits until something is on the disk.

use std::io;
use std::path::Path;

/// Waits until the names in a directory are on the disk.
#[cfg(unix)]
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    // A rename lives in the directory, whose own sync makes it last.
    std::fs::File::open(path)?.sync_all()
}

/// Does nothing: outside of Unix a directory cannot be opened as a file, and its names are written
/// when the file system likes. A power failure may undo the last commit there, and never half of it.
#[cfg(not(unix))]
pub(super) fn sync_directory(_path: &Path) -> io::Result<()> {
    Ok(())
}
