//! Datasets made of a log as the command line says.

use std::collections::BTreeMap;

use refrain::base::{Dataset, EventLog, Span};
use refrain::events::EventSchema;
use refrain::labels::{ChurnRule, CutoffCounts, Labels};
use refrain::models::{AnyEstimator, Member, SoftVoting};
use refrain::{Pipeline, Timings};

use super::feature_set::{GivenSet, say_lookbacks};
use super::log::{read, schema};
use crate::failure::Failure;
use crate::options::{LabelArgs, LogArgs, ScheduleArgs, StudyArgs};
use crate::progress::spin;

/// Cutoffs shown on a terminal; the table written has them all.
pub(crate) const N_CUTOFFS_SHOWN: usize = 60;

/// Plan of a dataset, checked before the log is read.
pub(crate) struct StudyPlan {
    pub(crate) schema: EventSchema,
    pub(crate) pipeline: Pipeline,
    /// Entries of a model file about the feature set.
    pub(crate) kept_set: BTreeMap<String, String>,
    longest_lookback: Option<Span>,
}

/// A log and the dataset made of it.
pub(crate) struct Study {
    pub(crate) log: EventLog,
    pub(crate) labels: Labels,
    pub(crate) dataset: Dataset,
}

impl StudyPlan {
    pub(crate) fn new(args: &StudyArgs) -> Result<StudyPlan, Failure> {
        let schema = schema(&args.log)?;
        let GivenSet { set, kept } = GivenSet::new(&args.features.set, &schema)?;
        let longest_lookback = set.longest_lookback();
        let rule = args.labels.rule(&schema)?;
        let pipeline = pipeline(&schema, &args.schedule, &args.labels, rule).features(set);
        Ok(StudyPlan { schema, pipeline, kept_set: kept, longest_lookback })
    }

    /// Makes the dataset with what the estimators read beside the rows.
    pub(crate) fn for_estimators(self, estimators: Vec<AnyEstimator>) -> Result<Self, Failure> {
        let member = |estimator| Member { estimator, weight: 1.0 };
        let all = SoftVoting::new(estimators.into_iter().map(member).collect())?;
        let pipeline = self.pipeline.estimator("all", AnyEstimator::SoftVoting(all));
        Ok(StudyPlan { pipeline, ..self })
    }

    pub(crate) fn run(&self, log: &LogArgs, timings: &mut Timings) -> Result<Study, Failure> {
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
pub(crate) fn pipeline(
    schema: &EventSchema,
    schedule: &ScheduleArgs,
    labels: &LabelArgs,
    rule: Box<dyn ChurnRule>,
) -> Pipeline {
    let pipeline = Pipeline::with_rule(schema, rule)
        .schedule(schedule.schedule(schema.calendar()))
        .lead(labels.lead)
        .risk_set(labels.risk_set.into())
        .after_churn(labels.after_churn());
    match labels.horizon {
        Some(horizon) => pipeline.horizon(horizon),
        None => pipeline,
    }
}

/// Says which cutoffs are not in the dataset, whole or in part, and why.
pub(crate) fn say_left_out(labels: &Labels) {
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
