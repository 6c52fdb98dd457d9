//! How far probabilities of staying are from who stayed.

use super::cumulative_dynamic::check_times;
use super::rows::check_length;
use super::{CensoringCurve, SurvivalRows};
use crate::Error;

/// Returns the Brier score at a time: the mean squared difference between the probability of
/// staying beyond it and whether the row did, each row weighed by 1 over the probability of not
/// being censored until that is known.
///
/// A row churned by the time counts (0 - S)² / G(its time), one observed beyond it (1 - S)² /
/// G(time), and one censored by then not at all (Graf, Schmoor, Sauerbrei and Schumacher,
/// *Statistics in Medicine* 18, 1999). It is scikit-survival's `brier_score`.
///
/// # Errors
///
/// [`Error::Length`] for another number of probabilities than rows, [`Error::NotAProbability`] at
/// the first that is none, [`Error::Times`] for a time that is not finite, and
/// [`Error::NotFollowed`] at a time that counts and that no training row outlasts.
///
/// # Examples
///
/// ```
/// use refrain_eval::survival::{CensoringCurve, SurvivalRows, brier_at};
///
/// let rows = SurvivalRows::new(&[2.0, 4.0, 9.0, 9.0], &[true, true, true, false])?;
/// let staying = [0.0, 0.5, 0.5, 1.0];
/// let brier = brier_at(&CensoringCurve::new(rows), rows, &staying, 5.0)?;
/// assert_eq!(brier, (0.0 + 0.25 + 0.25 + 0.0) / 4.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn brier_at(
    censoring: &CensoringCurve,
    rows: SurvivalRows<'_>,
    staying: &[f64],
    time: f64,
) -> Result<f64, Error> {
    check_staying(rows, staying)?;
    check_times(&[time])?;
    let weights = censoring.weights(rows, |churned_at| churned_at <= time)?;
    let is_there = rows.times().iter().any(|end| *end > time);
    let beyond = if is_there { 1.0 / censoring.share_observed(time)? } else { 0.0 };
    let mut terms: Vec<f64> = Vec::with_capacity(rows.n_rows());
    for ((end, probability), weight) in rows.times().iter().zip(staying).zip(weights) {
        let miss = 1.0 - probability;
        let stays = *end > time;
        terms.push(if stays { miss * miss * beyond } else { probability * probability * weight });
    }
    // So that the sum does not depend on the order of rows.
    terms.sort_unstable_by(f64::total_cmp);
    Ok(terms.iter().sum::<f64>() / rows.n_rows() as f64)
}

/// Returns the mean of [`brier_at`] over a stretch of time, by trapezoids between ascending times;
/// `staying` holds the probabilities of all rows at each of them.
///
/// It is scikit-survival's `integrated_brier_score`.
///
/// # Errors
///
/// Those of [`brier_at`] at each time, [`Error::Times`] unless there are two times or more and they
/// ascend, and [`Error::Length`] for another number of lists in `staying` than times.
pub fn integrated_brier<S: AsRef<[f64]>>(
    censoring: &CensoringCurve,
    rows: SurvivalRows<'_>,
    staying: &[S],
    times: &[f64],
) -> Result<f64, Error> {
    check_times(times)?;
    check_length("the list of probabilities by time", times.len(), staying.len())?;
    let [first, .., last] = times else { return Err(Error::Times) };
    let score = |(staying, time): (&S, &f64)| brier_at(censoring, rows, staying.as_ref(), *time);
    let scores = staying.iter().zip(times).map(score).collect::<Result<Vec<f64>, Error>>()?;
    let trapezoids = times.windows(2).zip(scores.windows(2));
    let area: f64 = trapezoids.map(|(t, score)| (t[1] - t[0]) * (score[0] + score[1]) / 2.0).sum();
    Ok(area / (last - first))
}

fn check_staying(rows: SurvivalRows<'_>, staying: &[f64]) -> Result<(), Error> {
    check_length("the list of probabilities of staying", rows.n_rows(), staying.len())?;
    match staying.iter().position(|probability| !(0.0..=1.0).contains(probability)) {
        Some(row) => {
            let (metric, score) = ("survival_brier", staying[row]);
            Err(Error::NotAProbability { metric, row, score })
        }
        None => Ok(()),
    }
}
