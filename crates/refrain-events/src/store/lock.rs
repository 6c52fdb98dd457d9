//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use refrain_core::Error;

use super::problem::StoreProblem;

/// Name of the file that a writer holds locked.
pub(super) const LOCK: &str = "lock";

/// Held by the one process that may write; the system lets go of it when the process ends, however
/// it ends.
#[derive(Debug)]
pub(super) struct WriteLock {
    _file: File,
}

impl WriteLock {
    /// Takes the lock of a store or says that another process has it.
    pub(super) fn take(store: &Path) -> Result<WriteLock, Error> {
        let write = |cause| StoreProblem::Write { cause }.of(store);
        let mut options = OpenOptions::new();
        // The file stays when it is let go of: removing it would let two processes lock two files
        // of one name.
        let file = options.create(true).truncate(false).write(true).open(store.join(LOCK));
        let file = file.map_err(write)?;
        // Not waited for: whoever starts two ingests should hear of it.
        match file.try_lock() {
            Ok(()) => Ok(WriteLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreProblem::Locked.of(store)),
            Err(TryLockError::Error(cause)) => Err(write(cause)),
        }
    }
}
