//! Tests of the published protocols on simulated logs.
#![allow(clippy::unwrap_used, missing_docs)]

mod replicate;
