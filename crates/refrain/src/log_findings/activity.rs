//! Events by hour: silences and sudden changes.

use std::collections::BTreeMap;

use refrain_core::EventLog;

const MS_PER_HOUR: i64 = 3_600_000;
const HOURS_PER_DAY: i64 = 24;

/// Silences named at most.
const MAX_SILENCES: usize = 3;

/// Hours of a silence worth a word, and its share of the log.
const LEAST_HOURS: i64 = 24;
const LEAST_SHARE: f64 = 0.02;

/// Silences must be as many times longer as the tenth longest, so that nights and weekends are none.
const LONGER_THAN_USUAL: f64 = 2.0;
const USUAL_RANK: usize = 10;

/// Days compared with as many after them, and the change between that is sudden.
const N_DAYS: usize = 7;
const SUDDEN: f64 = 3.0;

/// Number of events of each hour that has any.
pub(super) struct Activity {
    by_hour: BTreeMap<i64, u64>,
}

impl Activity {
    pub(super) fn new(log: &EventLog) -> Activity {
        let mut by_hour = BTreeMap::new();
        for time in log.as_columns().times() {
            *by_hour.entry(time.millis().div_euclid(MS_PER_HOUR)).or_default() += 1;
        }
        Activity { by_hour }
    }

    pub(super) fn findings(&self) -> Vec<String> {
        self.silences().into_iter().chain(self.sudden_change()).collect()
    }

    /// The longest silences, if they are longer than what the log is used to.
    fn silences(&self) -> Vec<String> {
        let hours: Vec<i64> = self.by_hour.keys().copied().collect();
        let mut gaps: Vec<(i64, i64)> =
            hours.windows(2).map(|pair| (pair[1] - pair[0] - 1, pair[0])).collect();
        gaps.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let span = hours.last().zip(hours.first()).map_or(0, |(last, first)| last - first);
        let usual = gaps.get(USUAL_RANK).map_or(0, |(hours, _)| *hours);
        let is_long = |(hours, _): &&(i64, i64)| {
            *hours >= LEAST_HOURS
                && *hours as f64 >= LEAST_SHARE * span as f64
                && *hours as f64 >= LONGER_THAN_USUAL * usual as f64
        };
        let said = |(hours, after): &(i64, i64)| {
            format!("nothing happens for {hours} hours after {}", hour(*after))
        };
        gaps.iter().filter(is_long).take(MAX_SILENCES).map(said).collect()
    }

    /// The day on which the number of events a day changes most, if it changes threefold.
    fn sudden_change(&self) -> Option<String> {
        let mut by_day: BTreeMap<i64, u64> = BTreeMap::new();
        for (hour, n) in &self.by_hour {
            *by_day.entry(hour.div_euclid(HOURS_PER_DAY)).or_default() += n;
        }
        let (first, last) = (*by_day.keys().next()?, *by_day.keys().next_back()?);
        let days: Vec<u64> =
            (first..=last).map(|day| by_day.get(&day).copied().unwrap_or(0)).collect();
        // The first and the last day are cut by the log's ends.
        let whole = days.get(1..days.len().saturating_sub(1))?;
        let change = |at: usize| {
            let sum = |days: &[u64]| days.iter().sum::<u64>();
            (sum(&whole[at - N_DAYS..at]), sum(&whole[at..at + N_DAYS]))
        };
        let times = |(before, after): (u64, u64)| {
            let (less, more) = (before.min(after).max(1), before.max(after));
            more as f64 / less as f64
        };
        let places = N_DAYS..whole.len().checked_sub(N_DAYS)? + 1;
        let at =
            places.max_by(|a, b| times(change(*a)).total_cmp(&times(change(*b))).then(b.cmp(a)))?;
        let (before, after) = change(at);
        // A handful of events a week changes threefold by chance.
        let is_sudden = times((before, after)) >= SUDDEN && before.max(after) >= 100;
        is_sudden.then(|| {
            let day = hour((first + 1 + at as i64) * HOURS_PER_DAY);
            format!(
                "from {} on there are {after} events a week, after {before} in the week before",
                &day[..10]
            )
        })
    }
}

fn hour(hours: i64) -> String {
    let text = refrain_core::Time::from_millis(hours * MS_PER_HOUR).to_string();
    text.chars().take(16).collect()
}
