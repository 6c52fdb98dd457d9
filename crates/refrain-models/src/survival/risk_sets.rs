//! Sets of rows at risk, from one departure to the next.

use std::cmp::Ordering;

use refrain_core::Lifetime;

/// Those who leave on one day, and the changes of the risk set since the last such day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Departure {
    pub(crate) days: f64,
    /// Rows that came under observation before this day, and not before the last departure.
    pub(crate) entered: Vec<usize>,
    /// Rows that went out of observation before this day, and not before the last departure.
    pub(crate) gone: Vec<usize>,
    /// Rows that leave on this day.
    pub(crate) churned: Vec<usize>,
}

/// Returns the days on which somebody leaves, in order.
///
/// A row is at risk on a day if its entry lies before it and its exit not before it: whoever is
/// lost sight of on the day of a departure was still at risk then.
pub(crate) fn departures(lifetimes: &[Lifetime], weights: &[f64]) -> Vec<Departure> {
    let by_entry = sorted(lifetimes, weights, Lifetime::entry_days);
    let by_exit = sorted(lifetimes, weights, Lifetime::exit_days);
    let (mut n_entered, mut n_gone) = (0, 0);
    let mut departures = Vec::new();
    for same_day in by_exit.chunk_by(|a, b| lifetimes[*a].exit_days() == lifetimes[*b].exit_days())
    {
        let days = lifetimes[same_day[0]].exit_days();
        let churned: Vec<usize> =
            same_day.iter().copied().filter(|row| lifetimes[*row].churned()).collect();
        // Days without a departure move nobody's likelihood; what they change is told at the next.
        if churned.is_empty() {
            continue;
        }
        // `(entry, exit]`: who enters on the day was not at risk of leaving on it.
        let enter_until = by_entry.partition_point(|row| lifetimes[*row].entry_days() < days);
        let go_until = by_exit.partition_point(|row| lifetimes[*row].exit_days() < days);
        let entered = by_entry[n_entered..enter_until].to_vec();
        let gone = by_exit[n_gone..go_until].to_vec();
        (n_entered, n_gone) = (enter_until, go_until);
        departures.push(Departure { days, entered, gone, churned });
    }
    departures
}

/// Rows by a day, then by all that a lifetime holds, so that sums do not depend on their order.
fn sorted(lifetimes: &[Lifetime], weights: &[f64], day: fn(&Lifetime) -> f64) -> Vec<usize> {
    let key = |row: usize| {
        let lifetime = &lifetimes[row];
        [day(lifetime), lifetime.entry_days(), lifetime.exit_days(), weights[row]]
    };
    let mut rows: Vec<usize> = (0..lifetimes.len()).collect();
    rows.sort_by(|a, b| {
        let (a, b) = (key(*a), key(*b));
        let pairs = a.iter().zip(&b);
        pairs.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    rows
}
