//! Work on a store part by part.

use rayon::prelude::*;
use refrain_core::{EventLog, FeatureMatrix};
use refrain_events::{EventStore, LogReader};
use refrain_features::{FeatureSet, seen_before};
use refrain_labels::Schedule;

use crate::Error;

/// Memory that an event of a bucket takes while it is worked on, about: decoded, in rows and in
/// columns.
const BYTES_PER_EVENT: u64 = 260;

/// Results of work on the buckets of a store.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Bucketed<T> {
    /// Result of each bucket, or of all together.
    pub made: T,
    /// Rows left out because they repeat another.
    pub n_duplicates: u64,
}

/// Calls `work` with the log of each bucket that has events, and returns the results in the order
/// of the buckets.
///
/// Each log knows the [range](EventLog::range) of the whole, so that cutoffs and outcomes are those
/// of the whole log. As many buckets are worked on at a time as `memory_bytes` allow, at least one.
///
/// # Errors
///
/// If the store has no event, a bucket cannot be read, or the work fails.
pub fn map_buckets<T: Send>(
    store: &EventStore,
    reader: &LogReader,
    memory_bytes: u64,
    work: impl Fn(&EventLog) -> Result<T, Error> + Sync,
) -> Result<Bucketed<Vec<T>>, Error> {
    let range = store.selected_range(reader)?;
    let largest = store.largest_bucket().max(1) * BYTES_PER_EVENT;
    // A bucket that does not fit is worked on all the same, alone.
    let n_at_once = usize::try_from(memory_bytes / largest).unwrap_or(usize::MAX).max(1);
    let n_at_once = n_at_once.min(rayon::current_num_threads());
    let buckets: Vec<u32> = (0..store.size().n_buckets).collect();
    let mut bucketed = Bucketed { made: Vec::new(), n_duplicates: 0 };
    for together in buckets.chunks(n_at_once) {
        let done: Result<Vec<Option<(T, u64)>>, Error> = together
            .par_iter()
            .map(|bucket| {
                let Some(read) = store.read_bucket(*bucket, reader, range)? else {
                    return Ok(None);
                };
                Ok(Some((work(&read.log)?, read.n_duplicates)))
            })
            .collect();
        for (made, n_duplicates) in done?.into_iter().flatten() {
            bucketed.made.push(made);
            bucketed.n_duplicates += n_duplicates;
        }
    }
    Ok(bucketed)
}

/// Computes the features of every entity seen before each cutoff, bucket by bucket: the same matrix
/// as from the whole log at once.
///
/// # Errors
///
/// As [`map_buckets`], and if the schedule does not fit the log or the log lacks what a feature
/// needs.
pub fn bucket_features(
    store: &EventStore,
    reader: &LogReader,
    set: &FeatureSet,
    schedule: &Schedule,
    memory_bytes: u64,
) -> Result<Bucketed<FeatureMatrix>, Error> {
    let cutoffs = schedule.cutoffs(store.selected_range(reader)?, store.schema().calendar())?;
    let parts = map_buckets(store, reader, memory_bytes, |log| {
        set.compute(log, &seen_before(log, &cutoffs))
    })?;
    let made = FeatureMatrix::join(&parts.made)?;
    Ok(Bucketed { made, n_duplicates: parts.n_duplicates })
}
