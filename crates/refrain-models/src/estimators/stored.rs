//! Models that are kept in files.

use crate::rows::signature::Signature;
use crate::{Error, Explain};

/// A model that can come from a file, which may hold anything.
pub(crate) trait Stored: Explain<Error = Error> {
    /// Returns the features it was fitted on. Only of a model without a defect.
    fn signature(&self) -> &Signature;

    /// Returns what is wrong with it, so that predicting cannot panic.
    fn defect(&self) -> Option<&'static str>;
}
