//! Simulated customers to fit on.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Column, ColumnKind, Dataset, FeatureMatrix, Lifetime, Span, Time};

/// The cutoff of every row, far enough from the epoch for instants before it.
const CUTOFF: Time = Time::from_millis(1_700_000_000_000);

const HORIZON_DAYS: u32 = 10;

/// Simulates customers at one cutoff, of whom exactly `n_churned` churn within ten days: those with
/// the highest noisy risk, which rises with recency and falls with songs.
///
/// Their features are the numbers `recency_days`, `songs_7d` (missing in one row of five) and
/// `always_one`, the category `plan` and the instant `registered`; each has its interval under
/// observation.
///
/// # Panics
///
/// If more are to churn than there are.
///
/// # Examples
///
/// ```
/// let customers = refrain_models::conformance::customers(100, 20, 7);
/// assert_eq!((customers.n_rows(), customers.n_churned()), (100, 20));
/// assert_eq!(customers.features().names().next(), Some("recency_days"));
/// ```
pub fn customers(n_rows: usize, n_churned: usize, seed: u64) -> Dataset {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut risks, mut values) = (Vec::new(), vec![Vec::new(); 5]);
    for _ in 0..n_rows {
        let recency: f64 = generator.gen_range(0.0..20.0);
        let songs: f64 = generator.gen_range(0.0..100.0_f64).round();
        let age: f64 = generator.gen_range(1.0..400.0);
        risks.push(recency / 4.0 - songs / 40.0 + generator.gen_range(-1.5..1.5));
        values[0].push(recency);
        values[1].push(if generator.gen_bool(0.2) { f64::NAN } else { songs });
        values[2].push(f64::from(generator.gen_range(0_u8..3)));
        values[3].push(CUTOFF.millis() as f64 - (age * 86_400_000.0).round());
        values[4].push(1.0);
    }
    let ids: Vec<String> = (0..n_rows).map(|row| format!("{row:06}")).collect();
    let columns = columns().into_iter().zip(values).collect();
    let churned = highest(&risks, n_churned);
    let lifetimes = lifetimes(&churned, n_churned);
    let horizon = Span::from_days(HORIZON_DAYS);
    FeatureMatrix::from_columns(&ids, &vec![CUTOFF; n_rows], columns)
        .and_then(|features| Dataset::from_labels(features, churned, horizon))
        .and_then(|dataset| dataset.with_lifetimes(lifetimes))
        .expect("one value, label and interval each, within the window")
}

fn columns() -> [Column; 5] {
    let plans = ["family", "free", "paid"].map(str::to_owned).to_vec();
    [
        Column::number("recency_days", "days since the last event"),
        Column::number("songs_7d", "songs in the last 7 days"),
        Column::number("plan", "plan").kind(ColumnKind::Category(plans)),
        Column::number("registered", "registration").kind(ColumnKind::Instant),
        Column::number("always_one", "one"),
    ]
}

/// Marks the `n` highest risks.
fn highest(risks: &[f64], n: usize) -> Vec<bool> {
    let mut order: Vec<usize> = (0..risks.len()).collect();
    order.sort_by(|a, b| risks[*b].total_cmp(&risks[*a]));
    let mut churned = vec![false; risks.len()];
    order[..n].iter().for_each(|row| churned[*row] = true);
    churned
}

/// Intervals as long as the windows, from a tenure of one day on, in which customers leave at one
/// hazard.
fn lifetimes(churned: &[bool], n_churned: usize) -> Vec<Lifetime> {
    let days = f64::from(HORIZON_DAYS);
    // Of one class only, any hazard serves.
    let share = (n_churned as f64 / churned.len() as f64).min(0.99);
    let hazard = -(1.0 - share).ln();
    let mut n_left = 0.0;
    let lifetime = |churned: &bool| {
        if !churned {
            return Lifetime::new(1.0, 1.0 + days, false);
        }
        n_left += 1.0;
        let of_all = share * (n_left - 0.5) / n_churned as f64;
        Lifetime::new(1.0, 1.0 - days * (1.0 - of_all).ln() / hazard, true)
    };
    let lifetimes = churned.iter().map(lifetime).collect::<Result<_, _>>();
    lifetimes.expect("entries come before exits")
}
