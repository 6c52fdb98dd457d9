//! Tenure as the time axis of a model, and the window after it that a model predicts for.

use refrain_core::{ColumnKind, Dataset, FeatureMatrix};
use serde::{Deserialize, Serialize};

use super::problem::SurvivalProblem;
use crate::Error;
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::suggestion::did_you_mean;

/// Days that quotients of milliseconds may differ by.
const ROUNDING_DAYS: f64 = 1e-6;

/// Name of the feature that holds the tenure, unless said otherwise.
pub(crate) const TENURE: &str = "tenure_days";

/// The features that a survival model was fitted on, which of them is the tenure, and the outcome
/// window of its training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TenureWindow {
    signature: Signature,
    position: usize,
    lead_days: f64,
    horizon_days: f64,
}

/// Training rows in an order of their own, with the tenure taken out of the features.
pub(crate) struct SurvivalRows {
    pub(crate) train: Dataset,
    pub(crate) covariates: FeatureMatrix,
    pub(crate) window: TenureWindow,
}

impl SurvivalRows {
    /// Takes the rows of a dataset with their intervals under observation.
    ///
    /// The tenure is the time axis, along which rows are compared at equal tenure, so it is no
    /// covariate besides.
    pub(crate) fn new(train: &Dataset, column: &str) -> Result<SurvivalRows, Error> {
        training_rows::check(train)?;
        let lifetimes = train.lifetimes().ok_or(SurvivalProblem::NoLifetimes)?;
        let features = train.features();
        let position = position(features, column)?;
        check_tenures(features, position)?;
        // Checked while rows still stand as their owner numbers them.
        let lead_days = lead_days(train, position)?;
        // Labels of both classes do not do: all may leave after their next cutoff.
        if !lifetimes.iter().any(|lifetime| lifetime.churned()) {
            return Err(SurvivalProblem::NoChurn { n_rows: lifetimes.len() }.into());
        }
        let horizon_days = horizon_days(train, lead_days)?;
        let train = training_rows::in_canonical_order(train);
        let signature = Signature::of(train.features());
        let window = TenureWindow { signature, position, lead_days, horizon_days };
        let covariates = window.covariates(train.features());
        Ok(SurvivalRows { train, covariates, window })
    }
}

impl TenureWindow {
    pub(crate) fn signature(&self) -> &Signature {
        &self.signature
    }

    pub(crate) fn horizon_days(&self) -> f64 {
        self.horizon_days
    }

    /// Refuses features that are not those of training, or hold values that cannot be used.
    pub(crate) fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        self.signature.check(features)?;
        check_tenures(features, self.position)
    }

    /// Returns the features without the tenure.
    pub(crate) fn covariates(&self, features: &FeatureMatrix) -> FeatureMatrix {
        let kept = || (0..features.columns().len()).filter(|column| *column != self.position);
        let columns = kept().map(|column| features.columns()[column].clone()).collect();
        let values = kept().flat_map(|column| features.values(column).iter().copied()).collect();
        let (ids, rows) = (features.entity_ids().clone(), features.observations().to_vec());
        FeatureMatrix::new(ids, rows, columns, values).expect("columns of a matrix make a matrix")
    }

    /// Returns the tenure at which each row's outcome window begins, `None` where it is missing.
    pub(crate) fn starts(&self, features: &FeatureMatrix) -> impl Iterator<Item = Option<f64>> {
        let tenures = features.values(self.position).iter();
        tenures.map(|tenure| (!tenure.is_nan()).then_some(tenure + self.lead_days))
    }

    /// Returns the contributions of all features, row after row, from those of the covariates and
    /// that of the tenure.
    pub(crate) fn with_tenure(&self, of_covariates: &[f64], of_tenure: &[f64]) -> Vec<f64> {
        let n_covariates = self.signature.names().len() - 1;
        let mut all = Vec::with_capacity(of_covariates.len() + of_tenure.len());
        for (row, tenure) in of_tenure.iter().enumerate() {
            let own = &of_covariates[row * n_covariates..][..n_covariates];
            all.extend_from_slice(&own[..self.position]);
            all.push(*tenure);
            all.extend_from_slice(&own[self.position..]);
        }
        all
    }

    /// Returns what is wrong with a window that came from a file.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        let is_feature = self.position < self.signature.names().len();
        let horizon = self.horizon_days.is_finite() && self.horizon_days > 0.0;
        let lead = self.lead_days.is_finite() && self.lead_days >= 0.0;
        self.signature
            .defect()
            .or((!is_feature).then_some("its tenure is none of its features"))
            .or((!horizon || !lead).then_some("it has no horizon"))
    }
}

fn position(features: &FeatureMatrix, column: &str) -> Result<usize, SurvivalProblem> {
    let Some(position) = features.position(column) else {
        let suggestion = did_you_mean(column, features.names());
        return Err(SurvivalProblem::NoTenure { column: column.to_owned(), suggestion });
    };
    match features.columns()[position].kind {
        ColumnKind::Number => Ok(position),
        _ => Err(SurvivalProblem::TenureKind { column: column.to_owned() }),
    }
}

fn check_tenures(features: &FeatureMatrix, position: usize) -> Result<(), Error> {
    let values = features.values(position);
    match values.iter().position(|tenure| *tenure < 0.0) {
        None => Ok(()),
        Some(row) => {
            let column = features.columns()[position].name.clone();
            Err(SurvivalProblem::NegativeTenure { column, row, found: values[row] }.into())
        }
    }
}

/// The days from the cutoff to the beginning of the interval, which all rows must have in common:
/// otherwise the feature counts from another origin than the intervals.
fn lead_days(train: &Dataset, position: usize) -> Result<f64, SurvivalProblem> {
    let tenures = train.features().values(position);
    let lifetimes = train.lifetimes().ok_or(SurvivalProblem::NoLifetimes)?;
    let pairs = || lifetimes.iter().zip(tenures).enumerate();
    let leads = pairs().map(|(row, (lifetime, tenure))| (row, lifetime.entry_days() - tenure));
    let known: Vec<(usize, f64)> = leads.filter(|(_, lead)| !lead.is_nan()).collect();
    // Where nobody's tenure is known, nobody's is used.
    let Some(lead_days) = median(known.iter().map(|(_, lead)| *lead).collect()) else {
        return Ok(0.0);
    };
    // An interval that began before its cutoff would count days that the features know of.
    let lead_days = lead_days.max(0.0);
    match known.iter().find(|(_, lead)| (lead - lead_days).abs() > ROUNDING_DAYS) {
        None => Ok(if lead_days < ROUNDING_DAYS { 0.0 } else { lead_days }),
        Some((row, _)) => Err(SurvivalProblem::OtherOrigin {
            column: train.features().columns()[position].name.clone(),
            row: *row,
            entry_days: lifetimes[*row].entry_days(),
            found: tenures[*row],
            lead_days,
        }),
    }
}

/// The length of the outcome windows: of most, if they differ.
fn horizon_days(train: &Dataset, lead_days: f64) -> Result<f64, SurvivalProblem> {
    let rows = train.features().observations().iter().zip(train.window_ends());
    let lengths = rows.map(|(row, end)| end.days_since(row.cutoff) - lead_days).collect();
    let horizon_days = median(lengths).unwrap_or(0.0);
    if horizon_days > ROUNDING_DAYS { Ok(horizon_days) } else { Err(SurvivalProblem::NoHorizon) }
}

/// The lower of two middle numbers, so that it is one of those given.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.len().checked_sub(1).map(|last| numbers[last / 2])
}
