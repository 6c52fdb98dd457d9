//! The control: a forest that knows the clocks alone.

use refrain::base::Dataset;
use refrain::eval::Interval;

use crate::clocks::{OBSERVED_DAYS, clock_set};
use crate::division::Division;
use crate::ground::{Ground, estimators};
use crate::models::shallow_forest;
use crate::preparation::Preparation;
use crate::recipe::N_PUBLISHED_FOLDS;
use crate::tested::test;
use refrain::Error;

/// The control without behaviour for the label "ever left".
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClockControl {
    /// Of a forest on the three clocks, cross-validated.
    pub(crate) roc_auc: Interval,
    /// Median days from the first event to the last of those who left.
    pub(crate) churned_days: f64,
    /// The same of the others.
    pub(crate) retained_days: f64,
}

impl ClockControl {
    pub(crate) fn of(ground: &Ground<'_>) -> Result<ClockControl, Error> {
        let dataset = ground.whole_log(&clock_set())?;
        let parts = Division::Folds(N_PUBLISHED_FOLDS).parts(&dataset, ground.options.seed)?;
        let forest = estimators(&[shallow_forest("100")], Preparation::Nothing);
        let tested = test(&dataset, &parts, &forest, ground.bootstrap)?;
        Ok(ClockControl {
            roc_auc: tested.models[0].figures.roc_auc,
            churned_days: median_observed(&dataset, true)?,
            retained_days: median_observed(&dataset, false)?,
        })
    }
}

/// The lower median of those with a label, of which there is one: the control was tested.
fn median_observed(dataset: &Dataset, label: bool) -> Result<f64, Error> {
    let days = dataset.features().column(OBSERVED_DAYS)?.iter().zip(dataset.labels());
    let mut days: Vec<f64> =
        days.filter(|(_, churned)| **churned == label).map(|(days, _)| *days).collect();
    days.sort_unstable_by(f64::total_cmp);
    Ok(days[(days.len() - 1) / 2])
}
