//! Metrics of predictions at a threshold: accuracy, precision, recall, F and correlation.

use refrain_core::Error;

use super::problem::MetricProblem;
use super::{Class, Confusion};

pub(super) const ACCURACY: &str = "accuracy";
pub(super) const BALANCED_ACCURACY: &str = "balanced_accuracy";
pub(super) const PRECISION: &str = "precision";
pub(super) const RECALL: &str = "recall";
pub(super) const MCC: &str = "mcc";

/// Returns the share of rows predicted rightly, with churn predicted where score >= threshold.
///
/// Where few churn it is high for predicting that nobody does: compare it with the share retained.
///
/// # Errors
///
/// Those of [`Confusion::new`]. It is defined where all rows are of one class.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// assert_eq!(metrics::accuracy(&labels, &scores, 0.5)?, 0.6);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn accuracy(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Ok(Confusion::new(labels, scores, threshold)?.accuracy())
}

/// Returns the mean of two shares: of the churned rows predicted to churn (score >= threshold),
/// and of the retained rows predicted to stay.
///
/// # Errors
///
/// Those of [`Confusion::new`], and [`ErrorKind::Data`](crate::ErrorKind::Data) unless rows of both
/// classes are there (scikit-learn warns and averages over the class there is).
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// // Of the churned one half is found, of the retained two thirds.
/// let balanced = metrics::balanced_accuracy(&labels, &scores, 0.5)?;
/// assert!((balanced - 7.0 / 12.0).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn balanced_accuracy(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.balanced_accuracy()
}

/// Returns the share of churned rows among those predicted to churn, where score >= threshold.
///
/// # Errors
///
/// Those of [`Confusion::new`], and [`ErrorKind::Data`](crate::ErrorKind::Data) if no score reaches
/// the threshold (scikit-learn warns and returns 0). It is 0 where no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// assert_eq!(metrics::precision(&labels, &scores, 0.5)?, 0.5);
/// assert!(metrics::precision(&labels, &scores, 0.95).is_err(), "nobody is predicted to churn");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn precision(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.precision(Class::Churned)
}

/// Returns the share of the churned rows that are predicted to churn, where score >= threshold.
///
/// Of the retained class ([`Confusion::recall`]) it is called specificity.
///
/// # Errors
///
/// Those of [`Confusion::new`], and [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned
/// (scikit-learn warns and returns 0).
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// assert_eq!(metrics::recall(&labels, &scores, 0.5)?, 0.5);
/// assert!(metrics::recall(&[false], &[0.3], 0.5).is_err(), "nobody churned");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn recall(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.recall(Class::Churned)
}

/// Returns the F1 of the churned class: the harmonic mean of precision and recall, with churn
/// predicted where score >= threshold.
///
/// It is 0 where no churned row is found. For other weights of recall, of the retained class and of
/// both classes see [`Confusion::f_beta`] and [`Confusion::weighted_f_beta`].
///
/// # Errors
///
/// Those of [`Confusion::new`], and [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned:
/// recall has no meaning then (scikit-learn warns and returns 0).
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// assert_eq!(metrics::f1(&labels, &scores, 0.5)?, 0.5);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn f1(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.f_beta(Class::Churned, 1.0)
}

/// Returns Matthews's correlation coefficient: the correlation between label and prediction, from
/// -1 to 1, with churn predicted where score >= threshold.
///
/// With `h` hits, `m` misses, `a` false alarms and `c` correct rejections it is
/// (h c - m a) / √((h + a)(h + m)(c + a)(c + m)) (Matthews, *Biochimica et Biophysica Acta* 405,
/// 1975).
///
/// # Errors
///
/// Those of [`Confusion::new`], and, where scikit-learn returns 0,
/// [`ErrorKind::Data`](crate::ErrorKind::Data): unless rows of both classes are there, and if all
/// rows are predicted alike.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// assert!((metrics::mcc(&labels, &scores, 0.5)? - 1.0 / 6.0).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn mcc(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.mcc()
}

impl Confusion {
    /// Returns the [`accuracy`].
    pub fn accuracy(&self) -> f64 {
        (self.hits + self.correct_rejections) / self.total()
    }

    /// Returns the [`balanced_accuracy`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) unless rows of both classes are there.
    pub fn balanced_accuracy(&self) -> Result<f64, Error> {
        self.require(BALANCED_ACCURACY, Class::Churned)?;
        self.require(BALANCED_ACCURACY, Class::Retained)?;
        let sensitivity = self.hits / self.churned();
        let specificity = self.correct_rejections / self.retained();
        Ok((sensitivity + specificity) / 2.0)
    }

    /// Returns the share of rows of a class among those predicted to be of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row is.
    pub fn precision(&self, class: Class) -> Result<f64, Error> {
        self.require_predicted(PRECISION, class)?;
        Ok(self.right(class) / self.predicted(class))
    }

    /// Returns the share of the rows of a class that are predicted to be of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if the class has no row.
    pub fn recall(&self, class: Class) -> Result<f64, Error> {
        self.require(RECALL, class)?;
        Ok(self.right(class) / self.actual(class))
    }

    /// Returns the F-beta of a class: the weighted harmonic mean of precision and recall, with
    /// recall worth `beta` times as much.
    ///
    /// With `h` hits, `m` misses and `a` false alarms it is (1 + β²) h / ((1 + β²) h + β² m + a)
    /// (van Rijsbergen, *Information Retrieval*, 1979). It is 0 where no row of the class is found.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) unless `beta` is above 0 and finite,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if the class has no row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::{Class, Confusion};
    ///
    /// let labels = [true, false, true, false, false];
    /// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
    /// let counts = Confusion::new(&labels, &scores, 0.5)?;
    /// assert_eq!(counts.f_beta(Class::Churned, 2.0)?, 0.5);
    /// assert!(counts.f_beta(Class::Churned, 0.0).is_err());
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn f_beta(&self, class: Class, beta: f64) -> Result<f64, Error> {
        check_beta(beta)?;
        // Named as the caller knows it.
        self.require(if beta == 1.0 { "f1" } else { "f_beta" }, class)?;
        Ok(self.f_of_class(class, beta))
    }

    /// Returns the mean of the F-beta of the churned and of the retained class, weighted by how
    /// many rows each has.
    ///
    /// A class of which no row is found has an F-beta of 0, as in scikit-learn's
    /// `fbeta_score(average="weighted", zero_division=0)`. A class without rows has no weight, so
    /// the metric is defined where all rows are of one class. It is high for predicting that nobody
    /// leaves if few do.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) unless `beta` is above 0 and finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::Confusion;
    ///
    /// let labels = [true, false, true, false, false];
    /// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
    /// // F1 is 1/2 of the two churned and 2/3 of the three retained.
    /// let counts = Confusion::new(&labels, &scores, 0.5)?;
    /// assert!((counts.weighted_f_beta(1.0)? - 0.6).abs() < 1e-12);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn weighted_f_beta(&self, beta: f64) -> Result<f64, Error> {
        check_beta(beta)?;
        let part = |class| self.actual(class) * self.f_of_class(class, beta);
        Ok((part(Class::Churned) + part(Class::Retained)) / self.total())
    }

    /// Returns [Matthews's correlation coefficient](mcc()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) unless rows of both classes are there, and if
    /// all are predicted alike.
    pub fn mcc(&self) -> Result<f64, Error> {
        for class in [Class::Churned, Class::Retained] {
            self.require(MCC, class)?;
            self.require_predicted(MCC, class)?;
        }
        // As shares, so that no product of large weights is infinite.
        let share = |rows: f64| rows / self.total();
        let agreement = share(self.hits) * share(self.correct_rejections);
        let disagreement = share(self.misses) * share(self.false_alarms);
        let spread_of_labels = share(self.churned()) * share(self.retained());
        let predicted = |class| share(self.predicted(class));
        let spread_of_predictions = predicted(Class::Churned) * predicted(Class::Retained);
        Ok((agreement - disagreement) / (spread_of_labels.sqrt() * spread_of_predictions.sqrt()))
    }

    /// Returns the F-beta of a class for a checked `beta`; 0 where the class has no row.
    fn f_of_class(&self, class: Class, beta: f64) -> f64 {
        let right = self.right(class);
        // Also where the class has no row, which would be 0 / 0.
        if right == 0.0 {
            return 0.0;
        }
        let (given, kept) = self.wrong(class);
        let square = beta * beta;
        (1.0 + square) * right / ((1.0 + square) * right + (square * kept + given))
    }
}

fn check_beta(beta: f64) -> Result<(), MetricProblem> {
    match beta > 0.0 && (beta * beta).is_finite() {
        true => Ok(()),
        false => Err(MetricProblem::Beta { beta }),
    }
}
