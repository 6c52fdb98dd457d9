//! A survival curve with its standard errors.

use refrain_core::normal_quantile;

use crate::Error;
use crate::out_of_range::OutOfRange;

/// The survival on one day on which somebody left.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SurvivalPoint {
    /// The day.
    pub days: f64,
    /// Number of those at risk on it.
    pub at_risk: usize,
    /// Number of those who left on it.
    pub churned: usize,
    /// Share that stays beyond it.
    pub survival: f64,
    /// `Σ churned / (at risk · (at risk - churned))` up to it, infinite once all at risk left.
    pub(crate) greenwood: f64,
}

/// The share of customers that stay beyond each day: a staircase that falls where somebody leaves.
///
/// Made by [`KaplanMeier`](crate::KaplanMeier).
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurve {
    from_days: f64,
    last_days: f64,
    points: Vec<SurvivalPoint>,
}

impl SurvivalPoint {
    /// Returns the standard error of the survival; `None` once it is zero, about which the data
    /// say nothing.
    ///
    /// Greenwood, "The natural duration of cancer" (1926).
    pub fn standard_error(&self) -> Option<f64> {
        self.greenwood.is_finite().then(|| self.survival * self.greenwood.sqrt())
    }

    /// Returns a confidence interval of the survival, symmetric in `ln(-ln survival)` so that it
    /// lies in `[0, 1]`; `None` once the survival is zero.
    ///
    /// Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data* (1980), section
    /// 1.4.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) unless `confidence` lies between 0
    /// and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// use refrain_models::KaplanMeier;
    ///
    /// let lifetimes: Vec<Lifetime> = (1..=40)
    ///     .map(|day| Lifetime::new(0.0, f64::from(day), day % 2 == 0))
    ///     .collect::<Result<_, _>>()?;
    /// let curve = KaplanMeier::fit(&lifetimes)?;
    /// let point = &curve.points()[9];
    /// let (low, high) = point.interval(0.95)?.expect("some stay");
    /// assert!(low < point.survival && point.survival < high);
    /// assert!(point.standard_error().expect("some stay") > 0.0);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn interval(&self, confidence: f64) -> Result<Option<(f64, f64)>, Error> {
        if !(confidence > 0.0 && confidence < 1.0) {
            let (name, expected) = ("confidence", "between 0 and 1");
            return Err(OutOfRange { name, expected, found: confidence }.into());
        }
        if !self.greenwood.is_finite() {
            return Ok(None);
        }
        let z = normal_quantile(f64::midpoint(1.0, confidence));
        // Greenwood's variance of `ln S`, divided by `ln S` (delta method); `exp` keeps it in (0, 1).
        let log = self.survival.ln();
        let way = z * self.greenwood.sqrt() / log.abs();
        Ok(Some(((log * way.exp()).exp(), (log * (-way).exp()).exp())))
    }
}

impl SurvivalCurve {
    pub(crate) fn new(from_days: f64, last_days: f64, points: Vec<SurvivalPoint>) -> SurvivalCurve {
        SurvivalCurve { from_days, last_days, points }
    }

    /// Returns the days on which somebody left, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// use refrain_models::KaplanMeier;
    ///
    /// let lifetimes = [Lifetime::new(0.0, 10.0, true)?, Lifetime::new(0.0, 30.0, false)?];
    /// let curve = KaplanMeier::fit(&lifetimes)?;
    /// let point = &curve.points()[0];
    /// assert_eq!((point.days, point.at_risk, point.churned, point.survival), (10.0, 2, 1, 0.5));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn points(&self) -> &[SurvivalPoint] {
        &self.points
    }

    /// Returns the share that stays beyond a day; `None` before the curve begins and after the
    /// last day on which anybody was watched, unless all had left by then.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// use refrain_models::KaplanMeier;
    ///
    /// let lifetimes = [Lifetime::new(0.0, 10.0, true)?, Lifetime::new(0.0, 30.0, false)?];
    /// let curve = KaplanMeier::fit(&lifetimes)?;
    /// assert_eq!((curve.at(9.9), curve.at(10.0), curve.at(31.0)), (Some(1.0), Some(0.5), None));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn at(&self, days: f64) -> Option<f64> {
        let after = self.points.partition_point(|point| point.days <= days);
        let survival = after.checked_sub(1).map_or(1.0, |last| self.points[last].survival);
        // Beyond the last day the curve is not flat but unknown, unless nobody is left to fall.
        let watched = (self.from_days..=self.last_days).contains(&days);
        let all_left = survival == 0.0 && days > self.last_days;
        (watched || all_left).then_some(survival)
    }

    /// Returns the first day beyond which at most half stay; `None` if more than half stay beyond
    /// the last day.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// use refrain_models::KaplanMeier;
    ///
    /// let lifetimes = [5.0, 10.0, 20.0].map(|day| Lifetime::new(0.0, day, true));
    /// let lifetimes: Vec<Lifetime> = lifetimes.into_iter().collect::<Result<_, _>>()?;
    /// assert_eq!(KaplanMeier::fit(&lifetimes)?.median(), Some(10.0));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn median(&self) -> Option<f64> {
        self.points.iter().find(|point| point.survival <= 0.5).map(|point| point.days)
    }

    /// Returns the day on which everybody at risk left although others were at risk later: from it
    /// on the curve is zero and says nothing of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// use refrain_models::KaplanMeier;
    ///
    /// // The only one seen from the first day on leaves before the others are seen.
    /// let lifetimes = [Lifetime::new(0.0, 2.0, true)?, Lifetime::new(5.0, 30.0, false)?];
    /// let curve = KaplanMeier::fit(&lifetimes)?;
    /// assert_eq!((curve.emptied_at(), curve.at(20.0)), (Some(2.0), Some(0.0)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn emptied_at(&self) -> Option<f64> {
        let empty = self.points.iter().find(|point| point.survival == 0.0)?;
        (empty.days < self.last_days).then_some(empty.days)
    }
}
