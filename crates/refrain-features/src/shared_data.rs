//! Files beside the project, for tests that want rows nobody here wrote.

use std::path::PathBuf;

/// The bytes of a shared file, `None` with a note where it is absent.
pub(crate) fn shared_file(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let root = std::env::var_os("REFRAIN_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let path = root.join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: no {}", path.display());
    }
    bytes
}
