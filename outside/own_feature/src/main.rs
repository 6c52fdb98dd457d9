//! Computes features of one's own: a share, and a category that is known only from the histories.
//! The checker finds a feature that looks ahead.

use std::sync::Arc;

use refrain_core::{
    Column, ColumnKind, EventLog, EventLogBuilder, EventRow, SampleLog, Span, Time,
};
use refrain_features::{
    CategoryFn, Error, FeatureFn, FeatureSet, check_feature, check_set, seen_before,
};

fn log() -> Result<EventLog, Error> {
    let mut builder = EventLogBuilder::new(&[])?;
    for (player, at, kind) in [
        ("dan", "2024-03-01T23:10:00Z", "win"),
        ("dan", "2024-03-02T00:40:00Z", "loss"),
        ("dan", "2024-03-02T12:00:00Z", "loss"),
        ("ada", "2024-03-01T08:00:00Z", "win"),
        ("ada", "2024-03-04T08:00:00Z", "win"),
        ("ada", "2024-03-09T08:00:00Z", "loss"),
        ("cleo", "2024-03-08T22:30:00Z", "loss"),
    ] {
        builder.push(&EventRow::new(player, at.parse()?, kind))?;
    }
    builder.finish()
}

fn hour(time: Time) -> i64 {
    time.millis() / 3_600_000 % 24
}

fn set() -> FeatureSet {
    let share = Column::number("night_share_7d", "Share of the games played at night, of 7 days")
        .unit("share")
        .lookback(Span::from_days(7))
        .missing("no game in the last 7 days");
    let night_share = FeatureFn::new(share, |history| {
        let games = history.last(Span::from_days(7));
        let night = games.times().iter().filter(|time| !(6..22).contains(&hour(**time)));
        night.count() as f64 / games.len() as f64
    });
    let run = Column::category("last_run", "Latest two results").missing("fewer than two games");
    let last_run = CategoryFn::new(run, |history| {
        let mut latest = history.events().iter().rev().map(|event| event.kind());
        let (last, before) = (latest.next()?, latest.next()?);
        Some(format!("{before}, {last}"))
    });
    FeatureSet::new("games").with(night_share).with(last_run)
}

fn main() -> Result<(), Error> {
    let log = log()?;
    let cutoff: Time = "2024-03-09".parse()?;
    let features = set().compute(&log, &seen_before(&log, &[cutoff]))?;
    let ColumnKind::Category(runs) = &features.columns()[1].kind else {
        panic!("last_run is a category")
    };
    for row in 0..features.n_rows() {
        let (share, run) = (features.value(row, 0), features.value(row, 1));
        // NaN, where there is no run, has no name.
        let name = if run.is_nan() { None } else { runs.get(run as usize) };
        println!("{:5}{share:6.3}  {}", features.entity_id(row), name.map_or("?", String::as_str));
    }
    let sample = Arc::new(SampleLog::new(["win", "loss"]).build()?);
    assert_eq!(check_set(&set(), &sample)?, []);

    let kept = Arc::clone(&sample);
    let games = FeatureFn::new(Column::number("games", "Number of games"), move |history| {
        let player = kept.entity(history.entity_id());
        player.map_or(0.0, |player| kept.history(player, kept.range().end).events().len() as f64)
    });
    println!("{}", check_feature(games, &sample)?[0]);
    Ok(())
}
