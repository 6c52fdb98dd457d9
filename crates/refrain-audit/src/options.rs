//! Options of an audit.

/// How an audit is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditOptions {
    /// Folds of entities that the control model is cross-validated over. Default 5.
    pub n_folds: usize,
    /// Seed of the folds. Default 7.
    pub seed: u64,
}

impl Default for AuditOptions {
    fn default() -> AuditOptions {
        AuditOptions { n_folds: 5, seed: 7 }
    }
}
