//! A small log, and features of it that see too much.

use std::error::Error;
use std::sync::Arc;

use refrain_audit::{
    AuditOptions, AuditReport, ComputeFeatures, Pattern, PipelineRows, audit_pipeline,
};
use refrain_core::{
    AttributeType, Column, EntityIdx, EventLog, EventLogBuilder, EventRow, Events, FeatureMatrix,
    Observation, Span, Time, TimeRange, Value,
};

use crate::mean_difference::MeanDifference;

const N_ENTITIES: usize = 60;

fn at(hours: u32) -> Time {
    Time::from_millis(0) + Span::from_hours(hours)
}

/// When an entity leaves, if it does: every third, on days 22 to 28.
fn leaves(entity: usize) -> Option<u32> {
    entity.is_multiple_of(3).then(|| 24 * (22 + entity as u32 % 7))
}

/// Sixty days of a song every ten hours or so; who leaves does so after the cutoff.
pub(crate) fn log() -> EventLog {
    let mut builder = EventLogBuilder::new(&[("level", AttributeType::Text)]).unwrap();
    for entity in 0..N_ENTITIES {
        let id = format!("user {entity:02}");
        let mut push = |hours: u32, kind: &str| {
            let level =
                if (hours / 24 + entity as u32).is_multiple_of(5) { "paid" } else { "free" };
            builder
                .push(
                    &EventRow::new(&id, at(hours), kind)
                        .session("s")
                        .registration(at(0))
                        .attributes(&[Value::Text(level)]),
                )
                .unwrap();
        };
        let end = leaves(entity).unwrap_or(24 * 60);
        for hours in (0..end).step_by(10 + entity % 4) {
            push(hours, if hours % 3 == 0 { "song" } else { "home" });
        }
        if let Some(hours) = leaves(entity) {
            push(hours, "Cancel");
        }
    }
    builder.finish().unwrap()
}

fn cutoff() -> Time {
    at(24 * 20)
}

/// Audits one number of each observation: observed on day 20, churned by day 30.
pub(crate) fn audited(
    log: &EventLog,
    feature: &dyn Fn(&EventLog, &Observation) -> (&'static str, f64),
) -> AuditReport {
    audit_at(log, cutoff(), at(24 * 30), feature)
}

/// The same over the whole log, with the label "ever left".
pub(crate) fn as_published(
    log: &EventLog,
    feature: &dyn Fn(&EventLog, &Observation) -> (&'static str, f64),
) -> AuditReport {
    audit_at(log, log.range().end, log.range().end, feature)
}

fn audit_at(
    log: &EventLog,
    cutoff: Time,
    end: Time,
    feature: &dyn Fn(&EventLog, &Observation) -> (&'static str, f64),
) -> AuditReport {
    let observations: Vec<Observation> =
        log.entities().map(|entity| Observation { entity, cutoff }).collect();
    let churned_at: Vec<Option<Time>> =
        (0..N_ENTITIES).map(|entity| leaves(entity).map(at)).collect();
    let labels: Vec<bool> =
        churned_at.iter().map(|churned| churned.is_some_and(|churned| churned < end)).collect();
    let (window_ends, kinds) = (vec![end; labels.len()], ["Cancel".to_owned()]);
    let rows = PipelineRows::new(&observations, &labels, &window_ends)
        .churned_at(&churned_at)
        .churn_kinds(&kinds);
    let compute = one_column(feature);
    let options = AuditOptions::default().controlled_by(MeanDifference);
    audit_pipeline("log", log, &compute, &rows, &options).unwrap()
}

type Failed = Box<dyn Error + Send + Sync>;

fn one_column(
    feature: &dyn Fn(&EventLog, &Observation) -> (&'static str, f64),
) -> impl ComputeFeatures {
    move |log: &EventLog, observations: &[Observation]| -> Result<FeatureMatrix, Failed> {
        let (names, values): (Vec<&str>, Vec<f64>) =
            observations.iter().map(|row| feature(log, row)).unzip();
        let columns = vec![Column::number(names[0], "")];
        let ids: Arc<refrain_core::Strings> = log.entity_ids();
        Ok(FeatureMatrix::new(ids, observations.to_vec(), columns, values)?)
    }
}

/// All events of an entity, the cutoff notwithstanding.
fn all<'a>(log: &'a EventLog, row: &Observation) -> Events<'a> {
    log.history(row.entity, log.range().end).events()
}

fn is_paid(events: &Events<'_>) -> f64 {
    f64::from(events.iter().last().is_some_and(|event| event.text("level") == Some("paid")))
}

fn n_songs(events: &Events<'_>) -> f64 {
    events.iter().filter(|event| event.kind() == "song").count() as f64
}

pub(crate) fn later_level(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    ("level", is_paid(&all(log, row)))
}

pub(crate) fn level_at_cutoff(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    ("level", is_paid(&log.history(row.entity, row.cutoff).events()))
}

pub(crate) fn songs(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    ("songs", n_songs(&all(log, row)))
}

fn days_until_last_event(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    ("x", all(log, row).times().last().unwrap().days_since(at(0)))
}

fn songs_of_last_own_week(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    let events = all(log, row);
    let last = *events.times().last().unwrap();
    let week = TimeRange::new(last - Span::from_days(7), last);
    ("x", n_songs(&events.between(week)))
}

fn days_until_log_end(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    let last = *log.history(row.entity, row.cutoff).events().times().last().unwrap();
    ("x", log.range().end.days_since(last))
}

fn cancel_pages(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    ("x", all(log, row).iter().filter(|event| event.kind() == "Cancel").count() as f64)
}

fn songs_at_cutoff(log: &EventLog, row: &Observation) -> (&'static str, f64) {
    ("songs", n_songs(&log.history(row.entity, row.cutoff).events()))
}

/// Patterns of the findings that are about the feature.
fn patterns(report: &AuditReport) -> Vec<Pattern> {
    report.findings.iter().filter_map(|finding| finding.pattern).collect()
}

#[test]
fn feature_of_the_history_stays_whatever_comes_later() {
    let report = audited(&log(), &songs_at_cutoff);
    assert_eq!(report.findings, [], "{}", report.show(100));
    assert!(report.control.is_some());
}

#[test]
fn name_of_the_end_is_no_finding_where_the_value_stays() {
    let log = log();
    let report = audited(&log, &|_, row| {
        let entity = row.entity.position();
        ("ever_paid", f64::from(u8::from(entity.is_multiple_of(3) || entity.is_multiple_of(2))))
    });
    assert!(report.alone[0].auc.is_some_and(|auc| auc.low > 0.5), "nothing to be alarmed about");
    assert!(!patterns(&report).contains(&Pattern::EverAttribute));
}

#[test]
fn each_way_to_see_the_future_has_its_name() {
    let log = log();
    let pattern = |feature: &dyn Fn(&EventLog, &Observation) -> (&'static str, f64)| {
        patterns(&audited(&log, feature))
    };
    assert!(pattern(&days_until_last_event).contains(&Pattern::ExposureToLastEvent));
    assert!(pattern(&songs_of_last_own_week).contains(&Pattern::OwnLastEventAnchor));
    assert!(pattern(&days_until_log_end).contains(&Pattern::RecencyToLogEnd));
    assert!(pattern(&songs).contains(&Pattern::EmptyAfterChurn));
    assert!(pattern(&cancel_pages).contains(&Pattern::CancelPageTrace));
}

#[test]
fn cancel_pages_before_the_end_are_a_trace_under_the_label_ever() {
    let found = patterns(&as_published(&log(), &cancel_pages));
    assert!(found.contains(&Pattern::CancelPageTrace));
}

#[test]
fn rows_without_those_who_fall_silent_are_selected_by_outcome() {
    let log = log();
    let churned_at: Vec<Option<Time>> =
        (0..N_ENTITIES).map(|entity| leaves(entity).map(at)).collect();
    let kept = |entity: &EntityIdx| leaves(entity.position()).is_none() || entity.position() < 6;
    let observations: Vec<Observation> = log
        .entities()
        .filter(kept)
        .map(|entity| Observation { entity, cutoff: cutoff() })
        .collect();
    let labels: Vec<bool> =
        observations.iter().map(|row| churned_at[row.entity.position()].is_some()).collect();
    let (window_ends, kinds) = (vec![at(24 * 30); labels.len()], ["Cancel".to_owned()]);
    let rows = PipelineRows::new(&observations, &labels, &window_ends)
        .churned_at(&churned_at)
        .churn_kinds(&kinds);
    let compute = one_column(&songs_at_cutoff);
    let options = AuditOptions::default().controlled_by(MeanDifference);
    let report = audit_pipeline("log", &log, &compute, &rows, &options).unwrap();
    assert_eq!(patterns(&report), [Pattern::SelectedByOutcome], "{}", report.show(100));
}
