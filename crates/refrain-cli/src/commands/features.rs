//! `refrain features`, `refrain labels` and `refrain dataset`.

use refrain::core::{Dataset, EventLog};
use refrain::events::EventSchema;
use refrain::features::{FeatureSet, seen_before};
use refrain::labels::Labels;
use refrain::table::{dataset_table, feature_table, label_table};
use refrain::{Pipeline, Timings, parse_rule, report, vocabulary};

use super::read::{read, schema};
use crate::args::{CutoffArgs, DatasetArgs, FeatureArgs, FeaturesArgs, LabelArgs, LabelsArgs};
use crate::failure::Failure;
use crate::output::{check, write};
use crate::progress::spin;

/// Cutoffs shown on a terminal; the table written has them all.
pub(super) const N_CUTOFFS_SHOWN: usize = 60;

pub(crate) fn features(args: &FeaturesArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let set = FeatureSet::named(&args.features.set, &vocabulary(&schema))?;
    let log = read(&args.log, &schema, timings)?.log;
    let cutoffs = args.cutoffs.schedule_or_end().cutoffs(log.range())?;
    let compute = || set.compute(&log, &seen_before(&log, &cutoffs));
    let matrix = timings.stage("features", || spin("computing features", compute))?;
    let table = feature_table(&schema.roles().entity, &matrix)?;
    timings.stage("write", || write(&table, &args.output))
}

pub(crate) fn labels(args: &LabelsArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let features = FeatureSet::standard(&vocabulary(&schema));
    let pipeline = pipeline(&schema, features, &args.cutoffs, &args.labels)?;
    let log = read(&args.log, &schema, timings)?.log;
    let labels = timings.stage("labels", || pipeline.label(&log))?;
    eprint!("{}", report::risk_table(&labels).show(N_CUTOFFS_SHOWN, usize::MAX));
    write(&label_table(&schema.roles().entity, &log, &labels)?, &args.output)
}

pub(crate) fn dataset(args: &DatasetArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let set = feature_set(&args.features, &schema)?;
    let pipeline = pipeline(&schema, set, &args.cutoffs, &args.labels)?;
    let log = read(&args.log, &schema, timings)?.log;
    let (labels, dataset) = make_dataset(&pipeline, &log, timings)?;
    say_left_out(&labels);
    write(&dataset_table(&schema.roles().entity, &dataset)?, &args.output)
}

pub(super) fn feature_set(args: &FeatureArgs, schema: &EventSchema) -> Result<FeatureSet, Failure> {
    Ok(FeatureSet::named(&args.set, &vocabulary(schema))?)
}

pub(super) fn pipeline(
    schema: &EventSchema,
    features: FeatureSet,
    cutoffs: &CutoffArgs,
    labels: &LabelArgs,
) -> Result<Pipeline, Failure> {
    let rule = parse_rule(&labels.rule, schema)?;
    let pipeline = Pipeline::with_rule(schema, rule)
        .features(features)
        .schedule(cutoffs.schedule())
        .lead(labels.lead)
        .horizon(labels.horizon)
        .risk_set(labels.risk_set.into());
    Ok(pipeline)
}

pub(super) fn make_dataset(
    pipeline: &Pipeline,
    log: &EventLog,
    timings: &mut Timings,
) -> Result<(Labels, Dataset), Failure> {
    let make = || pipeline.dataset(log);
    Ok(timings.stage("dataset", || spin("labeling and computing features", make))?)
}

/// Says which cutoffs are not in the dataset and why.
pub(super) fn say_left_out(labels: &Labels) {
    let left_out: Vec<String> = labels
        .counts()
        .iter()
        .filter(|counts| !counts.complete)
        .map(|counts| counts.cutoff.to_string())
        .collect();
    if !left_out.is_empty() {
        eprintln!(
            "left out, since the log ends inside their outcome window: {}",
            left_out.join(", ")
        );
    }
}
