//! Eighteen leaks, each planted in a clean table, experiment or log.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_audit::{
    AuditColumn, AuditOptions, AuditReport, AuditTable, ExperimentRecord, FittedScaling,
    FittedStep, Parts, Pattern, Population, RecordedRows, Severity, audit_record, audit_table,
};
use refrain_core::{Span, Time};

use crate::log::{as_published, audited, later_level, level_at_cutoff, log, songs};
use crate::mean_difference::MeanDifference;

const N_ROWS: usize = 240;

/// Honest rows: one column that tells a little and one that tells nothing.
struct Clean {
    labels: Vec<bool>,
    columns: Vec<AuditColumn>,
    random: Xoshiro256PlusPlus,
}

impl Clean {
    fn new() -> Clean {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        let labels: Vec<bool> = (0..N_ROWS).map(|row| row % 4 == 0).collect();
        let little =
            labels.iter().map(|churned| random.gen_range(0.0..2.0) - f64::from(*churned) * 0.3);
        let little = little.collect();
        let nothing = (0..N_ROWS).map(|_| random.gen_range(0.0..1.0)).collect();
        let columns = vec![
            AuditColumn::numbers("songs_7d", little),
            AuditColumn::numbers("mean_song_seconds_7d", nothing),
        ];
        Clean { labels, columns, random }
    }

    /// Adds a column made of each row's label.
    fn with(mut self, name: &str, value: impl Fn(&mut Xoshiro256PlusPlus, bool) -> f64) -> Clean {
        let values = self.labels.iter().map(|churned| value(&mut self.random, *churned)).collect();
        self.columns.push(AuditColumn::numbers(name, values));
        self
    }

    fn table(self) -> AuditTable {
        AuditTable::new("planted", self.columns, self.labels).unwrap()
    }

    /// The first 140 rows to train on, the others to test.
    fn sides(self) -> [RecordedRows; 2] {
        let numbers = |column: &AuditColumn| match &column.values {
            refrain_audit::AuditValues::Number(values) => values.clone(),
            _ => unreachable!("clean columns are numbers"),
        };
        let columns: Vec<Vec<f64>> = self.columns.iter().map(numbers).collect();
        [0..140, 140..N_ROWS].map(|rows| {
            let values = columns.iter().map(|column| column[rows.clone()].to_vec()).collect();
            let ids = rows.clone().map(|row| format!("user {row}"));
            let rows = RecordedRows::new(values, self.labels[rows].to_vec()).unwrap();
            rows.with_entities(ids).unwrap()
        })
    }
}

fn day(n: u32) -> Time {
    Time::from_millis(0) + Span::from_days(n)
}

fn of_table(table: &AuditTable) -> AuditReport {
    audit_table(table, &AuditOptions::default().controlled_by(MeanDifference)).unwrap()
}

fn of_record(record: &ExperimentRecord) -> AuditReport {
    audit_record(record, &AuditOptions::default().controlled_by(MeanDifference)).unwrap()
}

fn record([train, test]: [RecordedRows; 2]) -> ExperimentRecord {
    let names = vec!["songs_7d".to_owned(), "mean_song_seconds_7d".to_owned()];
    ExperimentRecord::new("planted", names, train, test).unwrap()
}

/// The planted pattern is the only severe finding, and nothing is said of other patterns.
#[track_caller]
fn assert_found(report: &AuditReport, pattern: Pattern) {
    let severe: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Severe)
        .map(|finding| finding.pattern)
        .collect();
    assert_eq!(severe, [Some(pattern)], "{}", report.show(100));
}

#[track_caller]
fn assert_clean(report: &AuditReport) {
    assert!(report.findings.is_empty(), "{}", report.show(100));
}

fn scores(labels: &[bool]) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
    let score = |churned: &bool| random.gen_range(0.0..0.8) + f64::from(*churned) * 0.2;
    labels.iter().map(score).collect()
}

fn test_labels() -> Vec<bool> {
    Clean::new().labels[140..].to_vec()
}

#[test]
fn clean_table_and_experiment_have_no_finding() {
    assert_clean(&of_table(&Clean::new().table()));
    assert_clean(&of_record(&record(Clean::new().sides())));
}

#[test]
fn label_proxy_is_found() {
    let table = Clean::new().with("status_code_x", |_, churned| f64::from(churned)).table();
    assert!(of_table(&table).has_severe());
    let table = Clean::new().with("has_left", |_, churned| f64::from(churned)).table();
    assert_found(&of_table(&table), Pattern::LabelProxy);
}

#[test]
fn missing_values_of_those_retained_are_a_label_proxy() {
    let when = |random: &mut Xoshiro256PlusPlus, churned| {
        if churned { random.gen_range(0.0..30.0) } else { f64::NAN }
    };
    assert_found(&of_table(&Clean::new().with("left_on_day", when).table()), Pattern::LabelProxy);
}

#[test]
fn cancel_page_trace_is_found() {
    let visits =
        |random: &mut Xoshiro256PlusPlus, churned| f64::from(churned && random.gen_bool(0.6));
    let table = Clean::new().with("page_cancel", visits).table();
    assert_found(&of_table(&table), Pattern::CancelPageTrace);
    let honest = |random: &mut Xoshiro256PlusPlus, _| f64::from(random.gen_bool(0.3));
    assert_clean(&of_table(&Clean::new().with("page_cancel", honest).table()));
}

fn observed_days(random: &mut Xoshiro256PlusPlus, churned: bool) -> f64 {
    if churned { random.gen_range(5..50) as f64 } else { random.gen_range(30..90) as f64 }
}

#[test]
fn exposure_to_last_event_is_found() {
    let table = Clean::new().with("days_since_registration", observed_days).table();
    let report = of_table(&table);
    assert_found(&report, Pattern::ExposureToLastEvent);
    assert_eq!(report.findings[0].columns, ["days_since_registration"]);
    let control = report.control.unwrap();
    assert!(
        control.exposure_proxies_alone.low > 0.8
            && control.without_exposure_proxies.unwrap().high < 0.75
    );
}

#[test]
fn label_dependent_window_is_found() {
    let mut clean = Clean::new();
    let labels = clean.labels.clone();
    let cutoffs = |random: &mut Xoshiro256PlusPlus, churned: &bool| {
        day(if *churned { random.gen_range(1..60) } else { 61 })
    };
    let cutoffs = labels.iter().map(|c| cutoffs(&mut clean.random, c)).collect();
    let table = Clean::new().table().with_cutoffs(cutoffs).unwrap();
    assert_found(&of_table(&table), Pattern::LabelDependentWindow);
    let weekly = (0..N_ROWS).map(|row| day(7 * (row as u32 % 5))).collect();
    assert_clean(&of_table(&Clean::new().table().with_cutoffs(weekly).unwrap()));
}

#[test]
fn own_last_event_anchor_is_found() {
    let cutoffs: Vec<Time> = (0..N_ROWS).map(|row| day(1 + row as u32 % 50)).collect();
    let table = || Clean::new().table().with_cutoffs(cutoffs.clone()).unwrap();
    let own = table().with_last_events(cutoffs.clone()).unwrap();
    assert_found(&of_table(&own), Pattern::OwnLastEventAnchor);
    let later = cutoffs.iter().map(|cutoff| *cutoff + Span::from_days(3)).collect();
    assert_clean(&of_table(&table().with_last_events(later).unwrap()));
    let zero = Clean::new().with("days_since_last_event", |_, _| 0.0).table();
    assert_found(&of_table(&zero), Pattern::OwnLastEventAnchor);
}

#[test]
fn empty_periods_after_the_churn_are_found() {
    let mut clean = Clean::new();
    let until: Vec<u32> = clean
        .labels
        .clone()
        .iter()
        .map(|churned| if *churned { clean.random.gen_range(1..5) } else { 6 })
        .collect();
    for week in 1..=6 {
        let values = until.iter().map(|until| f64::from(u8::from(week <= *until)) * 10.0).collect();
        clean.columns.push(AuditColumn::numbers(format!("songs_week_{week}"), values));
    }
    let report = of_table(&clean.table());
    let found = report.findings.iter().any(|finding| {
        finding.pattern == Some(Pattern::EmptyAfterChurn) && finding.severity == Severity::Severe
    });
    assert!(found, "{}", report.show(100));
}

#[test]
fn features_that_end_after_the_churn_are_empty_after_it() {
    let labels = Clean::new().labels;
    let churned_at = labels.iter().map(|churned| churned.then(|| day(20))).collect();
    let table = Clean::new().table().with_cutoffs(vec![day(60); N_ROWS]).unwrap();
    let table = table.with_churned_at(churned_at).unwrap();
    assert_found(&of_table(&table), Pattern::EmptyAfterChurn);
}

#[test]
fn span_from_a_total_and_its_rate_is_found() {
    let mut clean = Clean::new();
    let rows: Vec<[f64; 2]> = clean
        .labels
        .clone()
        .iter()
        .map(|churned| {
            let days = observed_days(&mut clean.random, *churned);
            let total = f64::from(clean.random.gen_range(200..4_000_u32));
            [total, total / days]
        })
        .collect();
    clean
        .columns
        .push(AuditColumn::numbers("total_songs", rows.iter().map(|row| row[0]).collect()));
    clean
        .columns
        .push(AuditColumn::numbers("songs_per_day", rows.iter().map(|row| row[1]).collect()));
    let report = of_table(&clean.table());
    assert_found(&report, Pattern::SpanFromTotalsAndRates);
    assert_eq!(report.control.unwrap().exposure_proxies, ["total_songs / songs_per_day"]);
}

#[test]
fn recency_to_the_end_of_the_log_is_found() {
    let silence = |random: &mut Xoshiro256PlusPlus, churned: bool| {
        if churned { random.gen_range(5.0..50.0) } else { random.gen_range(0.0..9.0) }
    };
    let table = Clean::new().with("days_since_last_event", silence).table();
    assert_found(&of_table(&table), Pattern::RecencyToLogEnd);
}

/// Two rows of each of 120 entities, every part named by the row.
fn split_rows(part: impl Fn(usize) -> &'static str) -> AuditTable {
    let ids = (0..N_ROWS).map(|row| format!("user {}", row / 2));
    let parts: Vec<&str> = (0..N_ROWS).map(part).collect();
    let table = Clean::new().table().with_entities(ids).unwrap();
    table.with_parts(Parts::new(&parts)).unwrap()
}

#[test]
fn one_entity_on_both_sides_is_found() {
    let side = |row: usize| if row < 161 { "train" } else { "test" };
    let report = of_table(&split_rows(side));
    assert_found(&report, Pattern::EntityOnBothSides);
    assert_eq!(report.findings[0].rows, [160, 161]);
    assert_clean(&of_table(&split_rows(|row| if row < 160 { "train" } else { "test" })));
}

#[test]
fn copies_made_before_the_split_are_found() {
    let repeated = |column: &AuditColumn| match &column.values {
        refrain_audit::AuditValues::Number(values) => {
            let again = (0..N_ROWS).step_by(4).map(|row| values[row]);
            AuditColumn::numbers(&column.name, values.iter().copied().chain(again).collect())
        }
        _ => unreachable!("clean columns are numbers"),
    };
    let clean = Clean::new();
    let columns = clean.columns.iter().map(repeated).collect();
    let mut labels = clean.labels;
    labels.resize(N_ROWS + N_ROWS / 4, true);
    let table = AuditTable::new("planted", columns, labels).unwrap();
    let sides: Vec<&str> =
        (0..table.n_rows()).map(|row| if row / 7 % 2 == 0 { "test" } else { "train" }).collect();
    let table = table.with_parts(Parts::new(&sides)).unwrap();
    assert_found(&of_table(&table), Pattern::OversampledBeforeSplit);
}

#[test]
fn split_of_rows_is_found() {
    // One row of each entity in each week, in either order; as many churn in one as in the other.
    let weekly = || (0..N_ROWS).map(|row| day(7 * ((row + row / 4) as u32 % 2))).collect();
    let dealt = split_rows(|row| if row % 2 == 0 { "test" } else { "train" });
    assert_found(&of_table(&dealt.with_cutoffs(weekly()).unwrap()), Pattern::RowLevelSplit);
}

#[test]
fn scaling_fitted_on_all_rows_is_found() {
    let raw = |n: usize| -> Vec<f64> { (0..n).map(|row| (row * 37 % 101) as f64).collect() };
    let (train, mut test) = (raw(140), raw(100));
    test[0] = 500.0;
    let step = |max| FittedStep::Scaled {
        column: "songs_7d".to_owned(),
        scaling: FittedScaling::MinMax { min: 0.0, max },
        train: train.clone(),
        test: test.clone(),
    };
    let recorded = record(Clean::new().sides());
    let planted = recorded.clone().with_step(step(500.0)).unwrap();
    assert_found(&of_record(&planted), Pattern::FittedOnEverything);
    assert_clean(&of_record(&recorded.clone().with_step(step(100.0)).unwrap()));
    let selector = |n_rows| FittedStep::FittedOn { step: "the selection".to_owned(), n_rows };
    let planted = recorded.clone().with_step(selector(N_ROWS)).unwrap();
    assert_found(&of_record(&planted), Pattern::FittedOnEverything);
    assert_clean(&of_record(&recorded.with_step(selector(140)).unwrap()));
}

#[test]
fn values_scaled_by_all_rows_are_found_without_the_parameters() {
    let table = |n_fitted: usize| {
        let raw: Vec<f64> = (0..N_ROWS).map(|row| (row * 37 % 101) as f64 + row as f64).collect();
        let fitted = &raw[..n_fitted];
        let mean = fitted.iter().sum::<f64>() / n_fitted as f64;
        let squares: f64 = fitted.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = (squares / n_fitted as f64).sqrt();
        let scaled = raw.iter().map(|value| (value - mean) / deviation).collect();
        let sides: Vec<&str> =
            (0..N_ROWS).map(|row| if row < 140 { "train" } else { "test" }).collect();
        let columns = vec![AuditColumn::numbers("a", scaled)];
        let table = AuditTable::new("planted", columns, Clean::new().labels).unwrap();
        of_table(&table.with_parts(Parts::new(&sides)).unwrap())
    };
    assert_found(&table(N_ROWS), Pattern::FittedOnEverything);
    assert!(!table(140).has_severe());
}

#[test]
fn id_as_a_feature_is_found() {
    let mut clean = Clean::new();
    // Those who churn have the ids of one block, as generators of logs deal them.
    let ids: Vec<f64> = clean
        .labels
        .iter()
        .enumerate()
        .map(|(row, churned)| if *churned && row % 8 != 0 { 100.0 } else { 300.0 } + row as f64)
        .collect();
    let names = ids.clone();
    clean.columns.push(AuditColumn::numbers("u", ids));
    let table = clean.table().with_entities(names).unwrap();
    assert_found(&of_table(&table), Pattern::IdAsFeature);
    let fold = Clean::new().with("fold", |random, _| f64::from(random.gen_range(0..5_u8))).table();
    let report = of_table(&fold);
    assert_eq!(report.findings[0].pattern, Some(Pattern::IdAsFeature));
    assert!(!report.has_severe());
}

#[test]
fn threshold_tuned_on_the_test_rows_is_found() {
    let labels = test_labels();
    let scored = scores(&labels);
    let f1 = |threshold: &f64| refrain_eval::metrics::f1(&labels, &scored, *threshold).unwrap();
    let best = scored.iter().copied().max_by(|a, b| f1(a).total_cmp(&f1(b))).unwrap();
    let with = |threshold| {
        let [train, test] = Clean::new().sides();
        let test = test.with_scores(scored.clone()).unwrap();
        record([train, test]).with_threshold(threshold).unwrap()
    };
    assert_found(&of_record(&with(best)), Pattern::ThresholdTunedOnTest);
    assert_clean(&of_record(&with(best + 0.05)));
}

#[test]
fn churned_kept_as_negatives_are_found() {
    let labels = Clean::new().labels;
    let table = |left_on: Time| {
        let churned_at = |(row, churned): (usize, &bool)| match (churned, row % 7) {
            (true, _) => Some(day(65)),
            (false, 0) => Some(left_on),
            _ => None,
        };
        let churned_at = labels.iter().enumerate().map(churned_at).collect();
        let table = Clean::new().table().with_cutoffs(vec![day(60); N_ROWS]).unwrap();
        of_table(&table.with_churned_at(churned_at).unwrap())
    };
    assert_found(&table(day(40)), Pattern::ChurnedKeptAsNegatives);
    assert_clean(&table(day(80)));
}

#[test]
fn selection_by_outcome_is_found() {
    let population = |churns: fn(usize) -> bool| {
        let ids = (0..N_ROWS + 120).map(|row| format!("user {row}")).collect();
        let mut labels = Clean::new().labels;
        labels.extend((0..120).map(churns));
        let population = Population::new(ids, labels).unwrap();
        of_record(&record(Clean::new().sides()).with_population(population))
    };
    assert_found(&population(|row| row % 10 < 8), Pattern::SelectedByOutcome);
    assert_clean(&population(|row| row % 4 == 0));
}

#[test]
fn attribute_from_the_future_is_found() {
    let report = audited(&log(), &later_level);
    assert_found(&report, Pattern::EverAttribute);
    assert_eq!(report.findings[0].columns, ["level"]);
    assert_clean(&audited(&log(), &level_at_cutoff));
}

#[test]
fn thresholded_scores_and_a_weighted_f1_of_a_constant_are_found() {
    let labels = test_labels();
    let scored = scores(&labels);
    let predictions: Vec<bool> = scored.iter().map(|score| *score >= 0.5).collect();
    let numbers: Vec<f64> = predictions.iter().map(|churns| f64::from(*churns)).collect();
    let with = |scores: &[f64], metric: &str, value| {
        let [train, test] = Clean::new().sides();
        let test = test.with_scores(scores.to_vec()).unwrap();
        let test = test.with_predictions(predictions.clone()).unwrap();
        of_record(&record([train, test]).claiming(metric, value))
    };
    let of_numbers = refrain_eval::metrics::roc_auc(&labels, &numbers).unwrap();
    let of_scores = refrain_eval::metrics::roc_auc(&labels, &scored).unwrap();
    assert_found(&with(&numbers, "roc_auc", of_numbers), Pattern::MisleadingMetric);
    assert_found(&with(&scored, "roc_auc", of_numbers), Pattern::MisleadingMetric);
    assert_clean(&with(&scored, "roc_auc", of_scores));
    let constant = vec![0.0; labels.len()];
    let constant = refrain_eval::metrics::Confusion::new(&labels, &constant, 0.5)
        .unwrap()
        .weighted_f_beta(1.0)
        .unwrap();
    assert_found(&with(&scored, "weighted_f1", constant), Pattern::MisleadingMetric);
    assert_clean(&with(&scored, "weighted_f1", constant + 0.05));
}

#[test]
fn features_of_the_whole_log_are_flagged_where_the_label_is_ever() {
    let report = as_published(&log(), &songs);
    let found: Vec<_> = report.findings.iter().filter_map(|finding| finding.pattern).collect();
    assert!(found.contains(&Pattern::EmptyAfterChurn), "{}", report.show(100));
    assert!(report.has_severe());
}
