use refrain::core::{EventLog, PredictProba, Span};
use refrain::events::EventSchema;
use refrain::labels::Schedule;
use refrain::models::{AnyEstimator, ModelKind};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{Error, Pipeline};

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
fn dataset_holds_complete_cutoffs_only() {
    let log = log(200, 45);
    let (labels, dataset) = pipeline().dataset(&log).unwrap();
    assert!(labels.counts().iter().any(|counts| !counts.complete && counts.churned > 0));
    assert!(dataset.window_ends().iter().all(|end| *end <= log.range().end));
}

#[test]
fn horizon_past_the_log_is_refused_with_the_latest_cutoff() {
    let log = log(40, 20);
    let refused = pipeline().horizon(Span::from_days(30)).dataset(&log).map(|_| ()).unwrap_err();
    assert!(matches!(refused, Error::NoCompleteCutoff { .. }), "{refused}");
}

#[test]
fn windows_in_which_nobody_left_are_refused() {
    let log = log(120, 40);
    let cutoff = log.range().start + Span::from_hours(1);
    let brief = pipeline().schedule(Schedule::Dates(vec![cutoff])).horizon(Span::from_seconds(1));
    let refused = brief.dataset(&log).map(|_| ()).unwrap_err();
    assert!(matches!(refused, Error::OneClass { n_churned: 0, n_cutoffs: 1, .. }), "{refused}");
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
