use std::collections::BTreeSet;

use refrain::base::{EventLog, PredictProba, Span, Time};
use refrain::events::EventSchema;
use refrain::labels::Schedule;
use refrain::models::{AnyEstimator, ModelKind};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::table::Cells;
use refrain::{BacktestOptions, ErrorKind, Pipeline, parse_outcomes, parse_rule, report};

use crate::refused::refused;

fn log(users: u32, days: u32) -> EventLog {
    let options = SimulationOptions::new().users(users).days(days).seed(11);
    Simulation::new(options).unwrap().event_log().unwrap()
}

fn pipeline() -> Pipeline {
    Pipeline::new(&EventSchema::sparkify()).unwrap()
}

#[test]
fn ranking_is_the_same_on_any_number_of_threads() {
    let log = log(120, 40);
    let rank = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let (_, dataset) = pipeline().dataset(&log).unwrap();
            let model = pipeline().fit(&dataset).unwrap();
            pipeline().rank(&log, &model).unwrap()
        })
    };
    let (one, three) = (rank(1), rank(3));
    assert_eq!(format!("{:?}", one.rows()), format!("{:?}", three.rows()));
    let probabilities: Vec<f64> = one.rows().iter().map(|row| row.probability).collect();
    assert!(probabilities.is_sorted_by(|left, right| left >= right));
}

#[test]
fn those_who_left_are_not_ranked() {
    let log = log(120, 40);
    let (_, dataset) = pipeline().dataset(&log).unwrap();
    let model = pipeline().fit(&dataset).unwrap();
    let ranking = pipeline().rank(&log, &model).unwrap();
    let left = |id: &str| {
        let events = log.history(log.entity(id).unwrap(), log.range().end).events();
        events.iter().any(|event| event.kind() == "Cancellation Confirmation")
    };
    assert!(ranking.rows().iter().all(|row| !left(&row.entity)));
    let n_left = log.entities().filter(|entity| left(log.entity_id(*entity))).count();
    assert!(n_left > 0);
    assert_eq!(ranking.rows().len(), log.n_entities() - n_left);
}

#[test]
fn rule_says_the_horizon_and_whether_rows_have_lifetimes() {
    let (log, schema) = (log(120, 40), EventSchema::sparkify());
    let silent = |rule| Pipeline::with_rule(&schema, parse_rule(rule, &schema).unwrap());
    let inactive = silent("inactive:7d");
    assert_eq!(inactive.horizon_in_use(), Span::from_days(7));
    let (labels, dataset) = inactive.dataset(&log).unwrap();
    assert!(dataset.lifetimes().is_none());
    assert!(labels.counts().iter().all(|counts| counts.left_before == 0));
    assert!(labels.counts().iter().any(|counts| counts.not_active > 0));
    let not_active = report::risk_table(&labels).column("not_active").cloned();
    assert!(not_active.is_some());

    let lapsed = silent("lapsed:7d");
    assert_eq!(lapsed.horizon_in_use(), Span::from_days(10));
    assert!(lapsed.dataset(&log).unwrap().1.lifetimes().is_some());
    // The outcomes bring a horizon of their own.
    let outcomes = parse_outcomes("cancel,silent=inactive:7d", &schema).unwrap();
    let rows = pipeline().label_outcomes(&log, &outcomes).unwrap();
    let label = rows.rows()[0].label;
    assert_eq!(label.window_end.days_since(label.observation.cutoff), 7.0);
}

#[test]
fn dataset_holds_complete_cutoffs_only() {
    let log = log(200, 45);
    let (labels, dataset) = pipeline().dataset(&log).unwrap();
    assert!(labels.counts().iter().any(|counts| !counts.complete && counts.churned > 0));
    assert!(dataset.window_ends().iter().all(|end| *end <= log.range().end));
}

#[test]
fn cutoffs_of_ones_own_are_tested_by_the_week_without_knowing_it() {
    let log = log(200, 61);
    let pipeline = pipeline().schedule(Schedule::AtEvents(vec!["Downgrade".to_owned()]));
    let (_, dataset) = pipeline.dataset(&log).unwrap();
    let options = BacktestOptions::default().n_resamples(40);
    let tested = pipeline.options(options).backtest(&dataset).unwrap();
    let first = dataset.cutoffs().into_iter().min().unwrap().start_of_utc_day();
    let week = |time: Time| time.millis_since(first) / Span::from_days(7).millis();
    assert!(
        tested
            .cutoffs
            .iter()
            .all(|begin| *begin == first + Span::from_days(7 * week(*begin) as u32))
    );
    let weeks: BTreeSet<i64> = tested.cutoffs.iter().map(|begin| week(*begin)).collect();
    assert!(tested.test_rows.iter().all(|row| weeks.contains(&week(dataset.cutoffs()[*row]))));
    // All rows of the later half of the weeks, of which there are seven, each once.
    let all: BTreeSet<i64> = dataset.cutoffs().iter().map(|cutoff| week(*cutoff)).collect();
    assert_eq!(weeks, all.iter().copied().skip(all.len() - all.len() / 2).collect());
    let n_late = dataset.cutoffs().iter().filter(|cutoff| weeks.contains(&week(**cutoff))).count();
    assert_eq!(tested.test_rows.len(), n_late);
}

#[test]
fn counts_of_tenures_say_which_are_known_in_part() {
    let log = log(200, 61);
    let tenures = Schedule::Tenures([20, 80].map(Span::from_days).to_vec());
    let pipeline = pipeline().schedule(tenures);
    let labels = pipeline.label(&log).unwrap();
    let table = report::risk_table(&labels);
    let texts = |name: &str| match &table.column(name).unwrap().values {
        Cells::Text(texts) => texts.iter().flatten().cloned().collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(texts("tenure"), ["20d", "80d"]);
    assert_eq!(texts("complete")[1], "part");
    let (_, dataset) = pipeline.dataset(&log).unwrap();
    let incomplete: usize = labels.counts().iter().map(|counts| counts.incomplete).sum();
    assert!(incomplete > 0);
    assert_eq!(dataset.n_rows(), labels.rows().len() - incomplete);
}

#[test]
fn horizon_past_the_log_is_refused_with_the_latest_cutoff() {
    let log = log(40, 20);
    let (kind, message) = refused(pipeline().horizon(Span::from_days(30)).dataset(&log));
    assert_eq!(kind, ErrorKind::Data);
    let latest = log.range().end - Span::from_days(30);
    assert_eq!(
        message,
        format!(
            "no outcome window fits into the log: with a lead of 0d and a horizon of 30d a cutoff \
             must lie at or before {latest}; shorten the horizon or take earlier cutoffs"
        )
    );
}

#[test]
fn windows_in_which_nobody_left_are_refused() {
    let log = log(120, 40);
    let cutoff = log.range().start + Span::from_hours(1);
    let brief = pipeline().schedule(Schedule::Dates(vec![cutoff])).horizon(Span::from_seconds(1));
    let (kind, message) = refused(brief.dataset(&log));
    assert_eq!(kind, ErrorKind::Data);
    assert!(
        message.starts_with("0 of ") && message.contains(" at 1 complete cutoffs "),
        "{message}"
    );
}

#[test]
fn other_estimators_take_the_place_of_the_default() {
    let log = log(120, 40);
    let base_rate = AnyEstimator::from(ModelKind::BaseRate);
    let pipeline = pipeline().estimator("nobody is special", base_rate);
    let (_, dataset) = pipeline.dataset(&log).unwrap();
    let model = pipeline.fit(&dataset).unwrap();
    let probabilities = model.predict_proba(dataset.features()).unwrap();
    let share = dataset.n_churned() as f64 / dataset.n_rows() as f64;
    assert!(probabilities.iter().all(|probability| (probability - share).abs() < 1e-12));
}
