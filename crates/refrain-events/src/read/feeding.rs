//! Threads that are taking something from a source, so that none waits for itself.

use std::cell::RefCell;

thread_local! {
    /// The reads for which this thread is inside of their source, by address.
    static FED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Marks this thread as being inside of the source of a read, until it is dropped.
///
/// A source may divide its own work among the threads of the pool. While it waits for that, rayon
/// may run another task of the same read on this very thread, which would wait for the source for
/// ever.
pub(crate) struct Feeding;

impl Feeding {
    pub(crate) fn begin<R>(read: &R) -> Feeding {
        FED.with_borrow_mut(|fed| fed.push(address(read)));
        Feeding
    }

    /// Tells whether this thread is inside of the source of a read already.
    pub(crate) fn is_under_way<R>(read: &R) -> bool {
        FED.with_borrow(|fed| fed.contains(&address(read)))
    }
}

impl Drop for Feeding {
    fn drop(&mut self) {
        FED.with_borrow_mut(Vec::pop);
    }
}

fn address<R>(read: &R) -> usize {
    std::ptr::from_ref(read).addr()
}
