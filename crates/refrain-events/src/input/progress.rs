//! Progress of a read, in bytes.

use std::fmt;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// Called with the bytes read so far and the bytes there are, where that is known.
pub(crate) type Callback = Box<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// Counts bytes over all inputs and reports them.
pub(crate) struct Progress<'c> {
    callback: Option<&'c Callback>,
    total: Option<u64>,
    done: AtomicU64,
}

impl<'c> Progress<'c> {
    pub(crate) fn new(callback: Option<&'c Callback>, total: Option<u64>) -> Progress<'c> {
        Progress { callback, total, done: AtomicU64::new(0) }
    }

    pub(crate) fn advance(&self, bytes: u64) {
        // Threads take turns at reading; a sum needs no order among them.
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if let Some(callback) = self.callback {
            callback(done, self.total);
        }
    }
}

impl fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("total", &self.total).field("done", &self.done).finish()
    }
}

/// A reader that reports what goes through it.
pub(crate) struct Counted<'p, R> {
    pub(crate) reader: R,
    pub(crate) progress: &'p Progress<'p>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.reader.read(buffer)?;
        self.progress.advance(n_read as u64);
        Ok(n_read)
    }
}
