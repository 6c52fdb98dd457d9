//! The rule of thumb: whoever has been silent longest leaves first.

use refrain_core::{ColumnKind, Dataset, ErrorKind, FeatureMatrix, Fit, PredictProba, Problem};
use serde::{Deserialize, Serialize};

use crate::calibration::rising_rates::{BinWeights, rising_rates};
use crate::estimators::named::NamedEstimator;
use crate::estimators::stored::{Stored, checked_when_read};
use crate::rows::problem::RowsProblem;
use crate::rows::signature::Signature;
use crate::rows::{cells, training_rows};
use crate::{Error, Explain, Explanation, Unit};
use refrain_core::log_odds;

/// Bins of the training rows; with fewer the rule is coarse, with more it is noise.
const N_BINS: usize = 10;

/// Estimates churn from one feature alone: the time since a customer's last event.
///
/// What many teams do by hand, so a model that does not beat it is not worth its upkeep.
///
/// Training rows are cut by recency into at most ten bins of about equal size, equal recencies
/// always in one bin. Each bin's rate is its share of churned rows, drawn towards the base rate
/// with the weight of two rows, so that no bin says never or always; then neighbouring bins are
/// pooled until rates rise with recency (pool adjacent violators). Between the medians of the
/// bins the rate is interpolated, before the first and after the last it is constant. Rows whose
/// recency is missing have a rate of their own, the base rate if training had none of them.
///
/// Where longer silence does not go with more churn, pooling leaves one rate for everyone.
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{RecencyRule, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let model = RecencyRule::new("recency_days").fit(&train)?;
/// assert_eq!(model.predict_proba(train.features())?.len(), 300);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecencyRule {
    column: String,
}

checked_when_read! {
    /// Churn rates that rise with recency.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedRecencyRule {
        signature: Signature,
        position: usize,
        base_rate: f64,
        missing_rate: f64,
        knots: Vec<Knot>,
    }
}

/// The churn rate at one recency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Knot {
    recency: f64,
    rate: f64,
}

impl RecencyRule {
    /// Name of the feature used by default.
    pub const DEFAULT_COLUMN: &str = "recency_days";

    /// Builds the rule on the feature of this name: days since the last event, or its instant.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{RecencyRule, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// assert!(RecencyRule::new("recency_days").fit(&train).is_ok());
    /// assert!(RecencyRule::new("plan").fit(&train).is_err(), "a plan is no number of days");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(column: impl Into<String>) -> RecencyRule {
        RecencyRule { column: column.into() }
    }

    fn position(&self, features: &FeatureMatrix) -> Result<usize, Error> {
        let column = self.column.clone();
        let Some(position) = features.position(&self.column) else {
            return Err(RowsProblem::no_such_feature(&self.column, features).into());
        };
        match features.columns()[position].kind {
            ColumnKind::Category(_) => Err(NotANumber { column }.into()),
            ColumnKind::Number | ColumnKind::Instant => Ok(position),
        }
    }
}

/// A category where a number of days is needed.
#[derive(Debug, thiserror::Error)]
#[error("feature `{column}` is a category; the recency rule needs a number of days")]
struct NotANumber {
    column: String,
}

impl Problem for NotANumber {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

impl Default for RecencyRule {
    fn default() -> RecencyRule {
        RecencyRule::new(RecencyRule::DEFAULT_COLUMN)
    }
}

impl Fit for RecencyRule {
    type Fitted = FittedRecencyRule;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedRecencyRule, Error> {
        let position = self.position(train.features())?;
        training_rows::check(train)?;
        let base_rate = training_rows::churned_share(train);
        let (missing, mut present): (Vec<_>, Vec<_>) =
            rows(train, position).partition(|row| row.recency.is_nan());
        // Stable, and bins end between different recencies only: ties change nothing.
        present.sort_by(|a, b| a.recency.total_cmp(&b.recency));
        Ok(FittedRecencyRule {
            signature: Signature::of(train.features()),
            position,
            base_rate,
            missing_rate: bin_weights(&missing).rate(base_rate),
            knots: knots(&present, base_rate),
        })
    }
}

/// A training row.
#[derive(Clone, Copy)]
struct Row {
    recency: f64,
    churned: bool,
    weight: f64,
}

/// The rows that count.
fn rows(train: &Dataset, position: usize) -> impl Iterator<Item = Row> {
    let recency = cells::numbers(train.features(), position).into_iter();
    let rows = recency.zip(train.labels()).zip(train.weights());
    let row = |((recency, churned), weight): ((f64, &bool), &f64)| Row {
        recency,
        churned: *churned,
        weight: *weight,
    };
    rows.map(row).filter(|row| row.weight > 0.0)
}

fn bin_weights(rows: &[Row]) -> BinWeights {
    let of_churned = rows.iter().filter(|row| row.churned).map(|row| row.weight);
    BinWeights { weight: weight(rows), churned_weight: of_churned.sum() }
}

fn weight(rows: &[Row]) -> f64 {
    rows.iter().map(|row| row.weight).sum()
}

fn knots(sorted: &[Row], base_rate: f64) -> Vec<Knot> {
    let bins = bins(sorted);
    let weights: Vec<BinWeights> = bins.iter().map(|bin| bin_weights(bin)).collect();
    let rates = rising_rates(&weights, base_rate);
    bins.iter().zip(rates).map(|(bin, rate)| Knot { recency: median(bin), rate }).collect()
}

/// The recency with half the bin's weight up to it.
fn median(bin: &[Row]) -> f64 {
    let half = weight(bin) / 2.0;
    let mut up_to = 0.0;
    let reached = bin.iter().find(|row| {
        up_to += row.weight;
        up_to >= half
    });
    reached.or(bin.last()).expect("a bin holds a row").recency
}

/// Cuts sorted rows into bins of about equal weight, never between equal recencies.
fn bins(sorted: &[Row]) -> Vec<&[Row]> {
    let mut bins = Vec::new();
    let total = weight(sorted);
    let (mut start, mut end, mut up_to, mut n_passed) = (0, 0, 0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.recency == b.recency) {
        end += same.len();
        up_to += weight(same);
        // Bins that a long run of equal recencies has passed over are left out, not made up for.
        let passed = (up_to * N_BINS as f64 / total).floor();
        if passed > n_passed || end == sorted.len() {
            bins.push(&sorted[start..end]);
            (start, n_passed) = (end, passed);
        }
    }
    bins
}

impl FittedRecencyRule {
    /// Returns the probability at a recency in days; NaN is a missing one.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{RecencyRule, conformance};
    ///
    /// let model = RecencyRule::default().fit(&conformance::customers(300, 60, 7))?;
    /// assert!(model.rate(19.0) > model.rate(1.0));
    /// assert_eq!(model.rate(f64::NAN), 0.2, "training missed none: the base rate");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn rate(&self, recency_days: f64) -> f64 {
        if recency_days.is_nan() {
            return self.missing_rate;
        }
        let after = self.knots.partition_point(|knot| knot.recency < recency_days);
        let before = after.checked_sub(1).and_then(|index| self.knots.get(index));
        match (before, self.knots.get(after)) {
            (Some(a), Some(b)) => interpolate(*a, *b, recency_days),
            (Some(end), None) | (None, Some(end)) => end.rate,
            // Every training row lacked its recency.
            (None, None) => self.base_rate,
        }
    }
}

/// The rate on the line between two knots, at a recency between them.
fn interpolate(a: Knot, b: Knot, recency: f64) -> f64 {
    // The distance of two finite numbers may be infinite, and infinity by infinity is NaN.
    let distance = |from: f64, to: f64| (to - from).min(f64::MAX);
    let way = distance(a.recency, recency) / distance(a.recency, b.recency);
    (a.rate + (b.rate - a.rate) * way).clamp(a.rate, b.rate)
}

impl PredictProba for FittedRecencyRule {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.signature.names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.signature.check(features)?;
        let rate = |row| self.rate(cells::number(features, row, self.position));
        Ok((0..features.n_rows()).map(rate).collect())
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

impl Explain for FittedRecencyRule {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let names = self.signature.names();
        let baseline = log_odds(self.base_rate);
        let rates = self.predict_proba(features)?;
        let mut amounts = vec![0.0; rates.len() * names.len()];
        for (row, rate) in amounts.chunks_exact_mut(names.len()).zip(rates) {
            row[self.position] = log_odds(rate) - baseline;
        }
        Ok(Explanation::new(names, Unit::LogOdds, baseline, amounts))
    }
}

impl NamedEstimator for RecencyRule {
    const NAME: &'static str = "recency";
}

impl Stored for FittedRecencyRule {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn defect(&self) -> Option<&'static str> {
        let share = |rate: f64| rate > 0.0 && rate < 1.0;
        let rates = self.knots.iter().map(|knot| knot.rate);
        let shares = rates.chain([self.base_rate, self.missing_rate]).all(share);
        let finite = self.knots.iter().all(|knot| knot.recency.is_finite());
        let known = self.position < self.signature.names().len();
        let rising = |a: &Knot, b: &Knot| a.recency < b.recency && a.rate <= b.rate;
        let sorted = self.knots.is_sorted_by(rising);
        self.signature
            .defect()
            .or((!known).then_some("its recency is not among its features"))
            .or((!shares).then_some("a churn rate is no share"))
            .or((!finite || !sorted).then_some("its rates do not rise with recency"))
    }
}
