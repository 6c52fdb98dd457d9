//! Damage of inputs: counted in the report, or the end of the read.

/// Reaction to a damaged row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDamage {
    Count,
    Stop,
}
