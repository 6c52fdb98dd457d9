//! Time and peak memory of each stage.

use std::fmt;
use std::time::{Duration, Instant};

/// Records the wall time and peak memory of stages.
#[derive(Debug, Default)]
pub struct Timings {
    stages: Vec<Stage>,
}

/// Time and memory of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Name of the stage.
    pub name: String,
    /// Time on the wall.
    pub wall: Duration,
    /// Greatest resident memory of the process during the stage, where the system tells.
    pub peak_bytes: Option<u64>,
}

impl Timings {
    /// Runs a stage and records what it cost.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Timings;
    ///
    /// let mut timings = Timings::default();
    /// let sum = timings.stage("adding", || (1..=100).sum::<u32>());
    /// assert_eq!((sum, timings.stages()[0].name.as_str()), (5_050, "adding"));
    /// ```
    pub fn stage<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        process::reset_peak();
        let start = Instant::now();
        let result = work();
        let wall = start.elapsed();
        self.stages.push(Stage { name: name.to_owned(), wall, peak_bytes: process::peak_bytes() });
        result
    }

    /// Returns the stages in the order in which they ran.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }
}

impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<12}{:>10}{:>14}", "stage", "time", "peak memory")?;
        for stage in &self.stages {
            let seconds = stage.wall.as_secs_f64();
            write!(f, "{:<12}{seconds:>8.3} s", stage.name)?;
            match stage.peak_bytes {
                Some(bytes) => writeln!(f, "{:>11.1} MB", bytes as f64 / 1e6)?,
                None => writeln!(f, "{:>14}", "unknown")?,
            }
        }
        let total: Duration = self.stages.iter().map(|stage| stage.wall).sum();
        writeln!(f, "{:<12}{:>8.3} s", "total", total.as_secs_f64())
    }
}

/// The memory of this process as Linux tells it; elsewhere unknown.
mod process {
    use std::fs;

    /// Makes the peak count from now on; where that is refused it counts from the start.
    pub(super) fn reset_peak() {
        let _ = fs::write("/proc/self/clear_refs", "5");
    }

    pub(super) fn peak_bytes() -> Option<u64> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes * 1_024)
    }
}
