//! Explanations: the contribution of each feature to a prediction.

use std::fmt;

use crate::{Error, ErrorKind, FeatureMatrix, PredictProba, Problem};

/// Unit of a margin and of every contribution to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Log-odds of churn.
    LogOdds,
    /// Probability of churn.
    Probability,
}

/// The contribution of one feature to one customer's margin.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Contribution {
    /// Name of the feature.
    pub feature: String,
    /// Its addition: positive speaks for churn, negative against it.
    pub amount: f64,
    /// Unit of the amount.
    pub unit: Unit,
}

/// Contributions of each feature to the margin of each row.
///
/// A row's margin is the baseline plus its contributions: the log-odds or the probability that the
/// model gives it, before calibration if that is a step of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    names: Vec<String>,
    unit: Unit,
    baseline: f64,
    /// Row after row.
    amounts: Vec<f64>,
}

/// Splits predictions into what each feature adds to them.
///
/// A model that implements it also overrides [`PredictProba::explainer`], by which rankings and
/// boxed models find it. Object-safe.
///
/// # Examples
///
/// ```
/// use refrain_core::{Error, Explain, FeatureMatrix};
///
/// fn reason(model: &dyn Explain<Error = Error>, features: &FeatureMatrix) -> Result<String, Error> {
///     let top = model.explain(features)?.top_contributions(0, 2);
///     let names: Vec<&str> = top.iter().map(|said| said.feature.as_str()).collect();
///     Ok(names.join(" and "))
/// }
/// ```
pub trait Explain: PredictProba {
    /// Returns what each feature adds to the margin of each row.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on.
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Self::Error>;
}

/// Explains a model's predictions by its own [explainer](PredictProba::explainer).
///
/// # Errors
///
/// [`ErrorKind::Data`] if it has none, and those of the explainer.
///
/// # Examples
///
/// ```
/// use refrain_core::explain_with;
/// # use refrain_core::{Column, Error, FeatureMatrix, PredictProba, Time};
/// # struct Coin(Vec<String>);
/// # impl PredictProba for Coin {
/// #     type Error = Error;
/// #     fn feature_names(&self) -> &[String] {
/// #         &self.0
/// #     }
/// #     fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
/// #         Ok(vec![0.5; features.n_rows()])
/// #     }
/// # }
/// let songs = vec![(Column::number("songs", "songs heard"), vec![40.0])];
/// let features = FeatureMatrix::from_columns(&["ada"], &[Time::from_millis(0)], songs)?;
/// // A coin has no reasons.
/// let error = explain_with(&Coin(vec!["songs".to_owned()]), &features).unwrap_err();
/// assert_eq!(error.to_string(), "the model does not explain its predictions");
/// # Ok::<(), Error>(())
/// ```
pub fn explain_with<M>(model: &M, features: &FeatureMatrix) -> Result<Explanation, Error>
where
    M: PredictProba + ?Sized,
{
    let explainer = model.explainer().ok_or(NoExplainer)?;
    explainer.explain(features).map_err(Error::other)
}

/// A model that was asked for reasons and has none.
#[derive(Debug, thiserror::Error)]
#[error("the model does not explain its predictions")]
struct NoExplainer;

impl Problem for NoExplainer {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

impl Explanation {
    /// Puts together the margin about which no feature says anything and the contributions, row
    /// after row.
    ///
    /// # Panics
    ///
    /// If the last row is not full.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Explanation, Unit};
    ///
    /// let names = ["songs".to_owned(), "errors".to_owned()];
    /// let said = Explanation::new(&names, Unit::LogOdds, -2.0, vec![-0.5, 0.25, 0.0, 1.5]);
    /// assert_eq!(said.margin(1), -0.5);
    /// assert_eq!(said.top_contributions(0, 1)[0].feature, "songs");
    /// assert_eq!(said.top_contributions(1, 2)[0].to_string(), "+1.50");
    /// ```
    pub fn new(names: &[String], unit: Unit, baseline: f64, amounts: Vec<f64>) -> Explanation {
        let full = amounts.len().checked_rem(names.len()).unwrap_or(amounts.len()) == 0;
        assert!(full, "{} contributions of {} features", amounts.len(), names.len());
        Explanation { names: names.to_vec(), unit, baseline, amounts }
    }

    /// Returns the names of the features, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns what margins and contributions are measured in.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Returns the margin of a customer about whom no feature says anything.
    pub fn baseline(&self) -> f64 {
        self.baseline
    }

    /// Returns the contribution of each feature to a row's margin; of one that the model does not
    /// use it is zero.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Explanation, Unit};
    ///
    /// let names = ["songs".to_owned(), "errors".to_owned()];
    /// let said = Explanation::new(&names, Unit::LogOdds, -2.0, vec![-0.5, 0.25, 0.0, 1.5]);
    /// assert_eq!((said.names(), said.unit()), (&names[..], Unit::LogOdds));
    /// assert_eq!(said.margin(1), said.baseline() + said.row(1).iter().sum::<f64>());
    /// ```
    pub fn row(&self, row: usize) -> &[f64] {
        &self.amounts[row * self.names.len()..][..self.names.len()]
    }

    /// Returns the margin of a row.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn margin(&self, row: usize) -> f64 {
        self.baseline + self.row(row).iter().sum::<f64>()
    }

    /// Returns the `n` contributions to a row that are farthest from zero, the farthest first;
    /// equals in the order of the features. Features that add nothing are left out.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Explanation, Unit};
    ///
    /// let names = ["songs", "errors", "adverts"].map(str::to_owned);
    /// let said = Explanation::new(&names, Unit::LogOdds, -2.0, vec![-0.5, 0.0, 1.25]);
    /// let top = said.top_contributions(0, 5);
    /// assert_eq!((top.len(), top[0].feature.as_str(), top[0].amount), (2, "adverts", 1.25));
    /// ```
    pub fn top_contributions(&self, row: usize, n: usize) -> Vec<Contribution> {
        let said =
            |(position, amount): (usize, &f64)| (*amount != 0.0).then_some((position, *amount));
        let mut found: Vec<(usize, f64)> =
            self.row(row).iter().enumerate().filter_map(said).collect();
        found.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        found.truncate(n);
        let named = |(position, amount): (usize, f64)| Contribution {
            feature: self.names[position].clone(),
            amount,
            unit: self.unit,
        };
        found.into_iter().map(named).collect()
    }
}

impl fmt::Display for Contribution {
    /// `+0.41` in log-odds, `+4.1 %` in probability.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::LogOdds => write!(f, "{:+.2}", self.amount),
            Unit::Probability => write!(f, "{:+.1} %", 100.0 * self.amount),
        }
    }
}
