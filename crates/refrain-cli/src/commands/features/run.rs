//! `refrain features`.

use refrain::events::EventStore;
use refrain::features::{FeatureSet, seen_before};
use refrain::table::feature_table;
use refrain::{Timings, bucket_features};

use super::args::FeaturesArgs;
use crate::failure::Failure;
use crate::input::{GivenSet, read, reader, say_lookbacks, say_read, schema, store_input};
use crate::output::{check, write};
use crate::progress::spin;

pub(crate) fn features(args: &FeaturesArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let set = GivenSet::new(&args.features.set, &schema)?.set;
    if let Some(memory_bytes) = args.memory {
        return store_features(args, &set, memory_bytes, timings);
    }
    let log = read(&args.log, &schema, timings)?.log;
    let cutoffs =
        args.cutoffs.schedule_or_end(log.calendar()).cutoffs(log.range(), log.calendar())?;
    say_lookbacks(set.longest_lookback(), log.range().start, cutoffs.iter().copied());
    set.check_kinds(&log)?;
    let compute = || set.compute(&log, &seen_before(&log, &cutoffs));
    let matrix = timings.stage("features", || spin("computing features", compute))?;
    let table = feature_table(&schema.roles().entity, &matrix)?;
    timings.stage("write", || write(&table, &args.output))
}

/// Computes features of a store without holding its log.
fn store_features(
    args: &FeaturesArgs,
    set: &FeatureSet,
    memory_bytes: u64,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let path = store_input(&args.log).ok_or_else(|| {
        Failure::usage("--memory needs a store: make one with `refrain ingest LOG --store DIR`")
    })?;
    let store = EventStore::open(path)?;
    let schema = schema(&args.log)?;
    let (reader, _) = reader(&args.log, &schema)?;
    let schedule = args.cutoffs.schedule_or_end(schema.calendar());
    let range = store.selected_range(&reader)?;
    let cutoffs = schedule.cutoffs(range, schema.calendar())?;
    say_lookbacks(set.longest_lookback(), range.start, cutoffs.into_iter());
    let compute = || bucket_features(&store, &reader, set, &schedule, memory_bytes);
    let bucketed = timings.stage("features", || spin("computing features", compute))?;
    say_read(&store.report(), "");
    if bucketed.n_duplicates > 0 {
        eprintln!("  of these, duplicate: {} rows", bucketed.n_duplicates);
    }
    let table = feature_table(&schema.roles().entity, &bucketed.made)?;
    timings.stage("write", || write(&table, &args.output))
}
