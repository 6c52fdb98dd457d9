//! Options of an audit.

use crate::control::ControlModel;

/// Folds, seed and control model of an audit.
///
/// # Examples
///
/// ```
/// use refrain_audit::AuditOptions;
///
/// let options = AuditOptions::default().seed(11);
/// assert_eq!(options.n_folds, 5);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AuditOptions<E = ControlModel> {
    /// Folds of entities that the control model is cross-validated over. Default 5.
    pub n_folds: usize,
    /// Seed of the folds. Default 7.
    pub seed: u64,
    /// Estimator of the control model. Default: small boosted trees.
    pub control: E,
}

impl Default for AuditOptions {
    fn default() -> AuditOptions {
        AuditOptions { n_folds: 5, seed: 7, control: ControlModel::default() }
    }
}

impl<E> AuditOptions<E> {
    /// Sets the number of folds of entities.
    pub fn n_folds(self, n_folds: usize) -> AuditOptions<E> {
        AuditOptions { n_folds, ..self }
    }

    /// Sets the seed of the folds.
    pub fn seed(self, seed: u64) -> AuditOptions<E> {
        AuditOptions { seed, ..self }
    }

    /// Replaces the control model by another estimator.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditOptions, ControlModel};
    ///
    /// // Any estimator of `refrain_core::Fit` takes the place of the default one.
    /// let options = AuditOptions::default().n_folds(10).controlled_by(ControlModel::default());
    /// assert_eq!(options.n_folds, 10);
    /// ```
    pub fn controlled_by<F>(self, control: F) -> AuditOptions<F> {
        AuditOptions { n_folds: self.n_folds, seed: self.seed, control }
    }
}
