//! Features of one's own: in three lines of TOML where their names say what they are, else as an
//! implementation of a trait, here the greatest number of songs in a row without a break.

use std::error::Error;

use refrain::Pipeline;
use refrain::base::{Column, History, Span};
use refrain::events::EventSchema;
use refrain::features::{Feature, FeatureFn, FeatureSet, Row, Vocabulary};
use refrain::sim::{Simulation, SimulationOptions};

/// All of the standard set and two columns more.
const SET: &str = r#"
name = "mine"
include = ["standard"]
columns = ["thumbs_down_per_song_14d", "max_gap_of_songs_30d"]
"#;

/// Longest run of songs with nothing in between, within a lookback.
struct LongestRun {
    lookback: Span,
}

impl Feature for LongestRun {
    fn columns(&self) -> Vec<Column> {
        let description = format!("Most songs in a row in the last {}", self.lookback);
        vec![
            Column::number(format!("longest_run_{}", self.lookback), description)
                .unit("songs")
                .family("engagement")
                .lookback(self.lookback),
        ]
    }

    // A history ends before the cutoff, so the feature cannot see what comes after it.
    fn compute(&self, history: &History<'_>, row: &mut Row) {
        let events = history.last(self.lookback);
        let song = events.kind_code("NextSong");
        let runs = events.kind_codes().chunk_by(|left, right| left == right);
        let songs = runs.filter(|run| run[0] == song).map(|run| run.len());
        row.count(songs.max().unwrap_or(0) as u64);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let simulation = Simulation::new(SimulationOptions::new().users(300).days(45).seed(5))?;
    let log = simulation.event_log()?;

    // A closure does for a feature of one line.
    let night =
        Column::number("night_share", "Share of events between 0 and 6 h UTC").unit("share");
    let night_share = FeatureFn::new(night, |history| {
        let times = history.events().times();
        let at_night =
            times.iter().filter(|time| time.millis().rem_euclid(86_400_000) < 21_600_000);
        at_night.count() as f64 / times.len() as f64
    });

    let set = FeatureSet::from_toml(SET, &Vocabulary::sparkify())?
        .with(LongestRun { lookback: Span::from_days(14) })
        .with(night_share);
    let pipeline = Pipeline::new(&EventSchema::sparkify())?.features(set);
    let (_, dataset) = pipeline.dataset(&log)?;

    for name in
        ["thumbs_down_per_song_14d", "max_gap_of_songs_30d", "longest_run_14d", "night_share"]
    {
        let values = dataset.features().column(name)?;
        let mean_of = |churned: bool| {
            let of = dataset.labels().iter().zip(values).filter(|(label, _)| **label == churned);
            let stated = of.map(|(_, value)| *value).filter(|value| !value.is_nan());
            let values: Vec<f64> = stated.collect();
            values.iter().sum::<f64>() / values.len() as f64
        };
        println!(
            "{name:<24} mean of those who churned {:>7.3}, of those who stayed {:>7.3}",
            mean_of(true),
            mean_of(false)
        );
    }
    Ok(())
}
