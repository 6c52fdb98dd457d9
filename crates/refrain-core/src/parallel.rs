//! Tasks on several threads, with their results in order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Runs `task` for each of `inputs` on up to `n_threads` threads and returns the results in the
/// order of the inputs, whichever thread made them.
pub(crate) fn map<I: Send, T: Send>(
    n_threads: usize,
    inputs: Vec<I>,
    task: impl Fn(I) -> T + Sync,
) -> Vec<T> {
    let n_threads = n_threads.min(inputs.len());
    if n_threads <= 1 {
        return inputs.into_iter().map(task).collect();
    }
    let inputs: Vec<Mutex<Option<I>>> = inputs.into_iter().map(|i| Mutex::new(Some(i))).collect();
    let results: Vec<Mutex<Option<T>>> = inputs.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.get(index) else { return };
            let input = input.lock().unwrap_or_else(PoisonError::into_inner).take();
            let result = task(input.expect("each index is handed out once"));
            *results[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    };
    // A panic of a task is passed on when the scope ends.
    thread::scope(|scope| {
        for _ in 1..n_threads {
            scope.spawn(work);
        }
        work();
    });
    let result = |slot: Mutex<Option<T>>| {
        slot.into_inner().unwrap_or_else(PoisonError::into_inner).expect("every task has run")
    };
    results.into_iter().map(result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_are_in_the_order_of_the_inputs() {
        for n_threads in [1, 2, 7] {
            let doubled = map(n_threads, (0..100).collect(), |number: i32| 2 * number);
            assert!(doubled.iter().enumerate().all(|(index, value)| *value == 2 * index as i32));
        }
        assert!(map(4, Vec::<i32>::new(), |number| number).is_empty());
    }
}
