//! Exposure times as of the cutoff, taken from a log.

use refrain_core::{EventLog, Observation};

/// Names of the times, in order.
pub(crate) const NAMES: [&str; 5] = [
    "days known",
    "days from first to last event",
    "days since last event",
    "sessions",
    "active days",
];

/// Position of the time since the last event.
pub(crate) const RECENCY: usize = 2;

const MILLIS_PER_DAY: f64 = 86_400_000.0;

/// Computes the times of each observation, one list for each.
pub(crate) fn exposure_times(log: &EventLog, observations: &[Observation]) -> [Vec<f64>; 5] {
    let mut all: [Vec<f64>; 5] = Default::default();
    for observation in observations {
        for (time, value) in all.iter_mut().zip(of(log, *observation)) {
            time.push(value);
        }
    }
    all
}

fn of(log: &EventLog, Observation { entity, cutoff }: Observation) -> [f64; 5] {
    let history = log.history(entity, cutoff);
    let events = history.events();
    let times = events.times();
    let days = |millis: i64| millis as f64 / MILLIS_PER_DAY;
    let known = history.known_since().map_or(f64::NAN, |since| days(cutoff.millis_since(since)));
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        return [known, f64::NAN, f64::NAN, 0.0, 0.0];
    };
    let mut active: Vec<_> = times.iter().map(|time| log.calendar().day(*time)).collect();
    // Times ascend, so equal days are neighbours.
    active.dedup();
    let rows = log.as_columns().rows(entity);
    let mut sessions: Vec<u32> =
        log.as_columns().sessions(rows.start..rows.start + times.len()).flatten().collect();
    sessions.sort_unstable();
    sessions.dedup();
    [
        known,
        days(last.millis_since(*first)),
        days(cutoff.millis_since(*last)),
        sessions.len() as f64,
        active.len() as f64,
    ]
}

/// Computes Spearman's rank correlation over the rows in which both have a value; 0 where one is constant.
pub(crate) fn rank_correlation(left: &[f64], right: &[f64]) -> f64 {
    let both = left.iter().zip(right).filter(|(l, r)| l.is_finite() && r.is_finite());
    let (left, right): (Vec<f64>, Vec<f64>) = both.map(|(l, r)| (*l, *r)).unzip();
    let (left, right) = (ranks(&left), ranks(&right));
    let mean = (left.len() as f64 - 1.0) / 2.0;
    let sum = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let scale = (sum(&left, &left) * sum(&right, &right)).sqrt();
    if scale > 0.0 { sum(&left, &right) / scale } else { 0.0 }
}

/// Returns ranks from 0, equal values sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = |value: &f64| {
        let below = sorted.partition_point(|other| other < value);
        let up_to = sorted.partition_point(|other| other <= value);
        (below + up_to - 1) as f64 / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use refrain_core::{EntityIdx, EventLogBuilder, EventRow, Time};

    #[test]
    fn times_are_those_of_the_history() {
        let hours = |n: i64| Time::from_millis(n * 3_600_000);
        let mut builder = EventLogBuilder::new(&[]).unwrap();
        let mut push = |entity: &str, hour: i64, session: &str| {
            let row = EventRow::new(entity, hours(hour), "song")
                .session(session)
                .registration((entity == "ada").then(|| hours(-24)));
            builder.push(&row).unwrap();
        };
        push("ada", 12, "a");
        push("ada", 13, "a");
        push("ada", 48, "b");
        push("ada", 72, "c");
        push("bob", 90, "d");
        let log = builder.finish().unwrap();
        let row = |entity, cutoff| Observation { entity: EntityIdx::new(entity), cutoff };
        let times = exposure_times(&log, &[row(0, hours(72)), row(1, hours(72))]);
        let ada: Vec<f64> = times.iter().map(|values| values[0]).collect();
        assert_eq!(ada, [4.0, 1.5, 1.0, 2.0, 2.0]);
        assert!(times[..3].iter().all(|values| values[1].is_nan()), "bob is not there yet");
        assert_eq!((times[3][1], times[4][1]), (0.0, 0.0));
    }

    #[test]
    fn rank_correlation_is_that_of_spearman() {
        assert_eq!(rank_correlation(&[1.0, 2.0, 9.0], &[10.0, 11.0, 99.0]), 1.0);
        assert_eq!(rank_correlation(&[1.0, 2.0, 9.0], &[3.0, 2.0, 1.0]), -1.0);
        // Ranks 0 to 3 against 1, 0, 3, 2: the sum of squared differences is 4, 1 - 24 / 60.
        assert!(
            (rank_correlation(&[1.0, 2.0, 3.0, 4.0], &[2.0, 1.0, 4.0, 3.0]) - 0.6).abs() < 1e-15
        );
        assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[5.0; 3]), 0.0);
        let gaps = rank_correlation(&[1.0, f64::NAN, 2.0, 3.0], &[1.0, 0.0, f64::INFINITY, 2.0]);
        assert_eq!(gaps, 1.0, "rows without a value do not count");
        assert_eq!(ranks(&[5.0, 1.0, 5.0]), [1.5, 0.0, 1.5]);
    }
}
