//! `refrain features`, `refrain labels` and `refrain dataset`.

use std::collections::BTreeMap;

use refrain::core::{Dataset, EventLog, Span};
use refrain::events::{EventSchema, EventStore};
use refrain::features::{FeatureSet, seen_before};
use refrain::labels::{CutoffCounts, Labels, Outcomes};
use refrain::table::{
    Table, dataset_table, feature_table, label_table, lifetime_table, outcome_table,
};
use refrain::{Pipeline, Timings, bucket_features, parse_outcomes, parse_rule, report};

use super::read::{read, reader, say_read, schema, store_input};
use crate::args::{
    DatasetArgs, FeaturesArgs, LabelArgs, LabelsArgs, LogArgs, ScheduleArgs, StudyArgs,
};
use crate::failure::Failure;
use crate::feature_set::{GivenSet, say_lookbacks};
use crate::output::{check, write};
use crate::progress::spin;

/// Cutoffs shown on a terminal; the table written has them all.
pub(super) const N_CUTOFFS_SHOWN: usize = 60;

pub(crate) fn features(args: &FeaturesArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let set = GivenSet::new(&args.features.set, &schema)?.set;
    if let Some(memory_bytes) = args.memory {
        return store_features(args, &set, memory_bytes, timings);
    }
    let log = read(&args.log, &schema, timings)?.log;
    let cutoffs = args.cutoffs.schedule_or_end().cutoffs(log.range())?;
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
    let schedule = args.cutoffs.schedule_or_end();
    let range = store.selected_range(&reader)?;
    say_lookbacks(set.longest_lookback(), range.start, schedule.cutoffs(range)?.into_iter());
    let compute = || bucket_features(&store, &reader, set, &schedule, memory_bytes);
    let bucketed = timings.stage("features", || spin("computing features", compute))?;
    say_read(&store.report(), "");
    if bucketed.n_duplicates > 0 {
        eprintln!("  of these, duplicate: {} rows", bucketed.n_duplicates);
    }
    let table = feature_table(&schema.roles().entity, &bucketed.made)?;
    timings.stage("write", || write(&table, &args.output))
}

pub(crate) fn labels(args: &LabelsArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let pipeline = pipeline(&schema, &args.schedule, &args.labels)?;
    let outcomes =
        args.outcomes.as_deref().map(|text| parse_outcomes(text, &schema)).transpose()?;
    let log = read(&args.log, &schema, timings)?.log;
    let make = || match &outcomes {
        Some(outcomes) => outcome_labels(&pipeline, &schema, &log, outcomes),
        None if args.survival => {
            Ok(lifetime_table(&schema.roles().entity, &log, &pipeline.lifetimes(&log)?)?)
        }
        None => churn_labels(&pipeline, &schema, &log),
    };
    let table = timings.stage("labels", make)?;
    write(&table, &args.output)
}

/// The labels of one rule; the counts go to standard error.
fn churn_labels(
    pipeline: &Pipeline,
    schema: &EventSchema,
    log: &EventLog,
) -> Result<Table, Failure> {
    let labels = pipeline.label(log)?;
    say_counts(&report::risk_table(&labels));
    Ok(label_table(&schema.roles().entity, log, &labels)?)
}

/// Which of several outcomes each had; the counts go to standard error.
fn outcome_labels(
    pipeline: &Pipeline,
    schema: &EventSchema,
    log: &EventLog,
    outcomes: &Outcomes,
) -> Result<Table, Failure> {
    let labels = pipeline.label_outcomes(log, outcomes)?;
    say_counts(&report::outcome_risk_table(&labels)?);
    Ok(outcome_table(&schema.roles().entity, log, &labels)?)
}

fn say_counts(counts: &Table) {
    eprint!("{}", counts.show(N_CUTOFFS_SHOWN, usize::MAX));
}

pub(crate) fn dataset(args: &DatasetArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.study.log)?;
    let plan = StudyPlan::new(&args.study)?;
    let study = plan.run(&args.study.log, timings)?;
    say_left_out(&study.labels);
    write(&dataset_table(&plan.schema.roles().entity, &study.dataset)?, &args.output)
}

/// How a dataset is made of a log, checked before the log is read.
pub(super) struct StudyPlan {
    pub(super) schema: EventSchema,
    pub(super) pipeline: Pipeline,
    /// What a model file keeps of the feature set.
    pub(super) kept_set: BTreeMap<String, String>,
    longest_lookback: Option<Span>,
}

/// A log and the dataset made of it.
pub(super) struct Study {
    pub(super) log: EventLog,
    pub(super) labels: Labels,
    pub(super) dataset: Dataset,
}

impl StudyPlan {
    pub(super) fn new(args: &StudyArgs) -> Result<StudyPlan, Failure> {
        let schema = schema(&args.log)?;
        let GivenSet { set, kept } = GivenSet::new(&args.features.set, &schema)?;
        let longest_lookback = set.longest_lookback();
        let pipeline = pipeline(&schema, &args.schedule, &args.labels)?.features(set);
        Ok(StudyPlan { schema, pipeline, kept_set: kept, longest_lookback })
    }

    pub(super) fn run(&self, log: &LogArgs, timings: &mut Timings) -> Result<Study, Failure> {
        let log = read(log, &self.schema, timings)?.log;
        let make = || self.pipeline.dataset(&log);
        let (labels, dataset) =
            timings.stage("dataset", || spin("labeling and computing features", make))?;
        let observed = dataset.features().observations().iter().map(|o| o.cutoff);
        say_lookbacks(self.longest_lookback, log.range().start, observed);
        Ok(Study { log, labels, dataset })
    }
}

/// The pipeline of a schema's standard features.
fn pipeline(
    schema: &EventSchema,
    schedule: &ScheduleArgs,
    labels: &LabelArgs,
) -> Result<Pipeline, Failure> {
    let pipeline = Pipeline::with_rule(schema, parse_rule(&labels.rule, schema)?)
        .schedule(schedule.schedule())
        .lead(labels.lead)
        .horizon(labels.horizon)
        .risk_set(labels.risk_set.into())
        .after_churn(labels.after_churn());
    Ok(pipeline)
}

/// Says which cutoffs are not in the dataset, whole or in part, and why.
pub(super) fn say_left_out(labels: &Labels) {
    let left_out = |counts: &CutoffCounts| match counts.incomplete {
        incomplete if incomplete < counts.at_risk => {
            format!("{incomplete} of {} at {}", counts.at_risk, counts.group)
        }
        _ => counts.group.to_string(),
    };
    let incomplete = labels.counts().iter().filter(|counts| !counts.complete);
    let left_out: Vec<String> = incomplete.map(left_out).collect();
    if !left_out.is_empty() {
        eprintln!(
            "left out, since the log ends inside their outcome window: {}",
            left_out.join(", ")
        );
    }
}
