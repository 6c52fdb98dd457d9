//! The share of customers that stay, by the day.

use super::risk_sets::{Departure, departures};
use super::{CurvePoint, Lifetime, SurvivalCurve};
use crate::Error;
use crate::out_of_range::OutOfRange;

/// What is left of a risk set that everybody left, after weights were added and taken away.
const NOBODY: f64 = 1e-9;

/// Estimates the share of customers that stay beyond a day, from lifetimes with late entry and
/// censoring, assuming nothing about its shape.
///
/// The product over departures of `1 - churned / at risk`: Kaplan and Meier, "Nonparametric
/// estimation from incomplete observations", *JASA* 53 (1958); with late entries, Klein and
/// Moeschberger, *Survival Analysis*, second edition (2003), section 4.6.
///
/// Where customers enter late, few may be at risk on the first days, and if all of them leave the
/// curve is zero from there on, whatever the others do. That is the estimator and no mistake of it,
/// but seldom what is wanted: look at [`CurvePoint::at_risk`] and
/// [`SurvivalCurve::emptied_at`], and begin later with [`KaplanMeier::fit_from`].
///
/// # Examples
///
/// ```
/// use refrain_models::{KaplanMeier, Lifetime};
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
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KaplanMeier;

impl KaplanMeier {
    /// Estimates the curve from day 0 on.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`] without a lifetime, [`Error::NoChurn`] if nobody leaves: then the data say
    /// only that the curve was not seen to fall.
    ///
    /// # Determinism
    ///
    /// The order of the lifetimes changes no bit.
    pub fn fit(lifetimes: &[Lifetime]) -> Result<SurvivalCurve, Error> {
        KaplanMeier::fit_from(0.0, lifetimes)
    }

    /// Estimates the curve among those who have stayed until a day: the share of *them* that stay
    /// beyond a later one.
    ///
    /// # Errors
    ///
    /// As [`fit`](KaplanMeier::fit), of the lifetimes that go beyond the day, and
    /// [`Error::Parameter`] if the day is negative or not finite.
    pub fn fit_from(days: f64, lifetimes: &[Lifetime]) -> Result<SurvivalCurve, Error> {
        if !(days >= 0.0 && days.is_finite()) {
            return Err(OutOfRange { name: "days", expected: "zero or more", found: days }.into());
        }
        let later: Vec<Lifetime> =
            lifetimes.iter().filter_map(|lifetime| from(days, lifetime)).collect();
        Lifetime::check_all(&later)?;
        let last_days = later.iter().map(Lifetime::exit_days).fold(days, f64::max);
        Ok(SurvivalCurve::new(days, last_days, points(&later)))
    }
}

/// What of a lifetime lies behind a day.
fn from(days: f64, lifetime: &Lifetime) -> Option<Lifetime> {
    let entry = lifetime.entry_days().max(days);
    let later = Lifetime::new(entry, lifetime.exit_days(), lifetime.churned()).ok()?;
    later.weighted(lifetime.weight()).ok()
}

fn points(lifetimes: &[Lifetime]) -> Vec<CurvePoint> {
    let weight = |rows: &[usize]| rows.iter().map(|row| lifetimes[*row].weight()).sum::<f64>();
    let (mut at_risk, mut survival, mut greenwood) = (0.0, 1.0, 0.0);
    let mut points = Vec::new();
    for Departure { days, entered, gone, churned } in departures(lifetimes) {
        at_risk += weight(&entered) - weight(&gone);
        let churned = weight(&churned);
        let stay = if at_risk - churned > NOBODY * churned { at_risk - churned } else { 0.0 };
        survival *= stay / at_risk;
        greenwood += churned / (at_risk * stay);
        points.push(CurvePoint { days, at_risk, churned, survival, greenwood });
    }
    points
}
