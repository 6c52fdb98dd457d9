//! Whether those who leave sooner have the higher risk.

use super::lower_risks::LowerRisks;
use super::{CensoringCurve, SurvivalRows};
use crate::Error;

const HARRELL: &str = "harrell_concordance";
const UNO: &str = "uno_concordance";

/// Returns Harrell's C: of the pairs of rows of which it is known who left first, the share in
/// which that row has the higher risk, a tie of risks counting half.
///
/// It is known if the row of the lesser time churned, or if of two rows of equal time one churned
/// and the other did not (Harrell, Lee and Mark, *Statistics in Medicine* 15, 1996). Pairs are
/// counted in whole numbers. scikit-survival's `concordance_index_censored` takes risks for equal
/// that are no further apart than 1e-8.
///
/// # Errors
///
/// [`Error::Length`] for another number of risks than rows, [`Error::NanScore`] at the first risk
/// that is NaN, [`Error::NoComparablePair`] if it is known of no pair.
pub fn harrell_concordance(rows: SurvivalRows<'_>, risks: &[f64]) -> Result<f64, Error> {
    rows.check_risks(risks)?;
    let (mut twice_won, mut n_pairs) = (0_u128, 0_u128);
    for_each_churned(rows, risks, |_, pairs| {
        twice_won += u128::from(2 * pairs.n_lower + pairs.n_equal);
        n_pairs += u128::from(pairs.n_later);
    });
    match n_pairs {
        0 => Err(Error::NoComparablePair { metric: HARRELL }),
        _ => Ok(twice_won as f64 / (2 * n_pairs) as f64),
    }
}

/// Returns Uno's C: Harrell's with each pair weighed by 1 / G², where G is the probability that a
/// row is not censored up to the time of the one that churned; so it does not depend on censoring.
///
/// By Uno, Cai, Pencina, D'Agostino and Wei, *Statistics in Medicine* 30, 2011. With `before`, only
/// those who churned before that time begin a pair: weights grow where few are still observed. It
/// is scikit-survival's `concordance_index_ipcw` (`before` is its `tau`), save that equal risks are
/// equal exactly and that only rows that begin a pair need a G above 0.
///
/// # Errors
///
/// Those of [`harrell_concordance`], and [`Error::NotFollowed`] at a time of churn that no training
/// row outlasts.
pub fn uno_concordance(
    censoring: &CensoringCurve,
    rows: SurvivalRows<'_>,
    risks: &[f64],
    before: Option<f64>,
) -> Result<f64, Error> {
    rows.check_risks(risks)?;
    let weights = censoring.weights(rows, |time| before.is_none_or(|before| time < before))?;
    let (mut won, mut total) = (0.0, 0.0);
    for_each_churned(rows, risks, |row, pairs| {
        let weight = weights[row] * weights[row];
        won += weight * (pairs.n_lower as f64 + 0.5 * pairs.n_equal as f64);
        total += weight * pairs.n_later as f64;
    });
    match total > 0.0 {
        true => Ok(won / total),
        false => Err(Error::NoComparablePair { metric: UNO }),
    }
}

/// The pairs of a row that churned with those known to have stayed longer.
struct Pairs {
    n_later: u64,
    /// How many of them have a lower risk, and the same.
    n_lower: u64,
    n_equal: u64,
}

/// Visits each row that churned, the latest first.
fn for_each_churned(rows: SurvivalRows<'_>, risks: &[f64], mut visit: impl FnMut(usize, Pairs)) {
    let (times, churned) = (rows.times(), rows.churned());
    let mut order: Vec<usize> = (0..rows.n_rows()).collect();
    // Of equal times those who stayed are met first; risks make sums depend on no order of rows.
    order.sort_unstable_by(|a, b| {
        let sooner = times[*b].total_cmp(&times[*a]).then(churned[*a].cmp(&churned[*b]));
        sooner.then(risks[*a].total_cmp(&risks[*b]))
    });
    let (mut met, mut n_later) = (LowerRisks::new(risks), 0);
    for at_once in order.chunk_by(|a, b| times[*a] == times[*b] && churned[*a] == churned[*b]) {
        for row in at_once.iter().copied().filter(|row| churned[*row]) {
            let (n_lower, n_equal) = met.lower_and_equal(risks[row]);
            visit(row, Pairs { n_later, n_lower, n_equal });
        }
        at_once.iter().for_each(|row| met.add(risks[*row]));
        n_later += at_once.len() as u64;
    }
}
