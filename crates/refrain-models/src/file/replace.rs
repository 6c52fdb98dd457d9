//! Replacing a file whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells apart the files that one process writes at the same time.
static WRITES: AtomicU64 = AtomicU64::new(0);

/// Writes beside the file and renames: a crash at any moment leaves the old file or the new one.
///
/// A symbolic link stays one, its target is replaced. What is no regular file, such as a device or
/// a pipe, is written to.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => fs::write(path, bytes),
        Ok(metadata) => {
            let target = fs::canonicalize(path)?;
            swap(&target, bytes, Some(metadata.permissions()))
        }
        Err(_) => swap(path, bytes, None),
    }
}

fn swap(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let beside = beside(path);
    let written = write(&beside, bytes)
        .and_then(|()| permissions.map_or(Ok(()), |kept| fs::set_permissions(&beside, kept)))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to tell; this one may only be that there is no such file.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    // Otherwise the rename may reach the disk before the bytes do.
    file.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{}.part", process::id(), WRITES.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}
