//! Kaplan and Meier's estimate of the share of customers that stay, by the day.

use refrain_core::Lifetime;

use super::curve::{SurvivalCurve, SurvivalPoint};
use super::problem::{SurvivalProblem, check_not_negative};
use super::risk_sets::{Departure, departures};
use crate::Error;

/// Estimates the share of customers that stay beyond a day, from lifetimes with late entry and
/// censoring, assuming nothing about its shape.
///
/// The product over departures of `1 - churned / at risk`: Kaplan and Meier, "Nonparametric
/// estimation from incomplete observations", *JASA* 53 (1958); with late entries, Klein and
/// Moeschberger, *Survival Analysis*, second edition (2003), section 4.6.
///
/// If customers enter late, few may be at risk on the first days, and once all of them leave the
/// curve is zero from there on, whatever the others do. That is the estimator and no mistake of it,
/// but seldom what is wanted: look at [`SurvivalPoint::at_risk`] and
/// [`SurvivalCurve::emptied_at`], and begin later with [`KaplanMeier::fit_from`].
///
/// # Examples
///
/// ```
/// use refrain_core::Lifetime;
/// use refrain_models::KaplanMeier;
///
/// let lifetimes = [
///     Lifetime::new(0.0, 10.0, true)?,
///     Lifetime::new(0.0, 30.0, false)?,
///     Lifetime::new(5.0, 20.0, true)?, // seen from day 5 on
/// ];
/// let curve = KaplanMeier::fit(&lifetimes)?;
/// assert_eq!(curve.at(9.0), Some(1.0));
/// assert!((curve.at(10.0).expect("somebody was watched") - 2.0 / 3.0).abs() < 1e-12);
/// assert_eq!(curve.median(), Some(20.0));
/// assert_eq!(curve.at(31.0), None, "nobody was watched so long");
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KaplanMeier;

impl KaplanMeier {
    /// Estimates the curve from day 0 on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](refrain_core::ErrorKind::Data) without a lifetime, and if nobody leaves:
    /// then the data say only that the curve was not seen to fall.
    ///
    /// # Determinism
    ///
    /// The order of the lifetimes changes no bit.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{ErrorKind, Lifetime};
    /// use refrain_models::KaplanMeier;
    ///
    /// let lifetimes = [Lifetime::new(0.0, 10.0, true)?, Lifetime::new(0.0, 30.0, false)?];
    /// let curve = KaplanMeier::fit(&lifetimes)?;
    /// assert_eq!((curve.at(5.0), curve.at(20.0)), (Some(1.0), Some(0.5)));
    /// assert_eq!(KaplanMeier::fit(&lifetimes[1..]).unwrap_err().kind(), ErrorKind::Data);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn fit(lifetimes: &[Lifetime]) -> Result<SurvivalCurve, Error> {
        KaplanMeier::fit_from(0.0, lifetimes)
    }

    /// Estimates the curve among those who have stayed until a day: the share of *them* that stay
    /// beyond a later one.
    ///
    /// # Errors
    ///
    /// As [`fit`](KaplanMeier::fit), of the lifetimes that go beyond the day, and
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if the day is negative or not
    /// finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// use refrain_models::KaplanMeier;
    ///
    /// let lifetimes = [
    ///     Lifetime::new(0.0, 10.0, true)?,
    ///     Lifetime::new(0.0, 30.0, true)?,
    ///     Lifetime::new(0.0, 60.0, false)?,
    /// ];
    /// // Among the two who stayed until day 20.
    /// let curve = KaplanMeier::fit_from(20.0, &lifetimes)?;
    /// assert_eq!((curve.at(10.0), curve.at(25.0), curve.at(30.0)), (None, Some(1.0), Some(0.5)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn fit_from(days: f64, lifetimes: &[Lifetime]) -> Result<SurvivalCurve, Error> {
        check_not_negative("days", days)?;
        let later: Vec<Lifetime> =
            lifetimes.iter().filter_map(|lifetime| from(days, lifetime)).collect();
        check(&later)?;
        let last_days = later.iter().map(Lifetime::exit_days).fold(days, f64::max);
        Ok(SurvivalCurve::new(days, last_days, points(&later)))
    }
}

/// Refuses lifetimes that no curve can be told from.
fn check(lifetimes: &[Lifetime]) -> Result<(), SurvivalProblem> {
    if lifetimes.is_empty() {
        return Err(SurvivalProblem::NoLifetime);
    }
    if !lifetimes.iter().any(Lifetime::churned) {
        return Err(SurvivalProblem::NoChurn { n_rows: lifetimes.len() });
    }
    Ok(())
}

/// The part of a lifetime that lies behind a day.
fn from(days: f64, lifetime: &Lifetime) -> Option<Lifetime> {
    Lifetime::new(lifetime.entry_days().max(days), lifetime.exit_days(), lifetime.churned()).ok()
}

fn points(lifetimes: &[Lifetime]) -> Vec<SurvivalPoint> {
    let (mut at_risk, mut survival, mut greenwood) = (0, 1.0, 0.0);
    let mut points = Vec::new();
    for Departure { days, entered, gone, churned } in
        departures(lifetimes, &vec![1.0; lifetimes.len()])
    {
        // Who left at the last departure is among the gone of this one.
        at_risk = at_risk + entered.len() - gone.len();
        let churned = churned.len();
        let stay = (at_risk - churned) as f64;
        survival *= stay / at_risk as f64;
        // Infinite once nobody stays, which the interval tells by `None`.
        greenwood += churned as f64 / (at_risk as f64 * stay);
        points.push(SurvivalPoint { days, at_risk, churned, survival, greenwood });
    }
    points
}
