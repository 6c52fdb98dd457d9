//! Progress on standard error, for work that takes over a second.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

const TICK: Duration = Duration::from_millis(100);

/// Runs work with a spinner beside it; nothing is drawn where standard error is no terminal.
pub(crate) fn spin<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let bar = hidden(ProgressBar::new_spinner());
    bar.set_message(what.to_owned());
    let done = Arc::new(AtomicBool::new(false));
    let worker = show_after_patience(bar.clone(), Arc::clone(&done));
    let result = work();
    done.store(true, Ordering::Relaxed);
    worker.thread().unpark();
    // A worker that died could not draw; the work itself is done.
    let _ = worker.join();
    bar.finish_and_clear();
    result
}

fn show_after_patience(bar: ProgressBar, done: Arc<AtomicBool>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if done.load(Ordering::Relaxed) {
                return;
            }
            thread::park_timeout(PATIENCE.saturating_sub(start.elapsed()));
        }
        if !done.load(Ordering::Relaxed) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(TICK);
        }
    })
}

fn hidden(bar: ProgressBar) -> ProgressBar {
    bar.set_draw_target(ProgressDrawTarget::hidden());
    bar
}

/// A bar over the bytes of a log, for the callback of a reader.
pub(crate) struct ReadProgress {
    bar: ProgressBar,
    start: Instant,
    shown: AtomicBool,
}

impl ReadProgress {
    pub(crate) fn new() -> ReadProgress {
        let style = ProgressStyle::with_template("reading {bar:40} {bytes} of {total_bytes} {eta}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = hidden(ProgressBar::new(0).with_style(style));
        ReadProgress { bar, start: Instant::now(), shown: AtomicBool::new(false) }
    }

    pub(crate) fn update(&self, n_bytes: u64, total: Option<u64>) {
        if self.start.elapsed() < PATIENCE {
            return;
        }
        if !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(total.unwrap_or(n_bytes));
        self.bar.set_position(n_bytes);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar over the trials of a search, with the best score so far.
pub(crate) struct TrialProgress {
    bar: ProgressBar,
    best: Cell<f64>,
}

impl TrialProgress {
    /// A bar of so many trials, or a count where their number is not known.
    pub(crate) fn new(n_trials: Option<u64>) -> TrialProgress {
        let (bar, template) = match n_trials {
            Some(n_trials) => {
                (ProgressBar::new(n_trials), "searching {bar:40} {pos} of {len} trials, {msg}")
            }
            None => (ProgressBar::new_spinner(), "searching {spinner} {pos} trials, {msg}"),
        };
        let style = ProgressStyle::with_template(template);
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        TrialProgress { bar, best: Cell::new(f64::INFINITY) }
    }

    /// Counts a trial; one without a score failed.
    pub(crate) fn update(&self, score: Option<f64>) {
        self.best.set(self.best.get().min(score.unwrap_or(f64::INFINITY)));
        self.bar.set_message(format!("best {:.5}", self.best.get()));
        self.bar.inc(1);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
