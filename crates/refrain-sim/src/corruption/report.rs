//! Numbers of what was damaged.

use crate::corruption::damage::Damage;

/// Numbers of each kind of corruption in a log: as many as the manifest has entries of the kind,
/// save where a field says otherwise.
///
/// # Examples
///
/// ```
/// use refrain_sim::{Corruption, CorruptionOptions, Simulation, SimulationOptions};
///
/// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
/// let corruption = Corruption::new(CorruptionOptions::new().numeric_ids().truncated(0.01))?;
/// let report = corruption.write(&simulation, &mut Vec::new(), &mut Vec::new())?;
/// assert_eq!(report.n_lines, report.n_rows);
/// assert!(report.n_truncated > 0 && report.n_numeric_ids > report.n_truncated);
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CorruptionReport {
    /// Rows of the simulation.
    pub n_rows: u64,
    /// Lines written: the rows without those missing, and the duplicates.
    pub n_lines: u64,
    /// Gaps, those without a row included.
    pub n_gaps: u64,
    /// Rows missing because they fell into a gap.
    pub n_missing: u64,
    /// Rows whose `userId` is a number: the `rows` of the one entry.
    pub n_numeric_ids: u64,
    /// Rows of guests that carry an id: the `rows` of the one entry.
    pub n_guest_ids: u64,
    /// Rows whose artist or song is encoded anew.
    pub n_double_encoded: u64,
    /// Rows whose time is rounded.
    pub n_rounded: u64,
    /// Lines that are cut off.
    pub n_truncated: u64,
    /// Lines with bytes that are overwritten.
    pub n_corrupt: u64,
    /// Lines that are copies.
    pub n_duplicates: u64,
    /// Lines that stand behind one of a later row.
    pub n_late: u64,
    /// Lines that shuffling moved.
    pub n_shuffled: u64,
}

impl CorruptionReport {
    pub(crate) fn count(&mut self, damage: &Damage) {
        let (counter, n) = match damage {
            Damage::DoubleEncoded { .. } => (&mut self.n_double_encoded, 1),
            Damage::Rounded { .. } => (&mut self.n_rounded, 1),
            Damage::Truncated { .. } => (&mut self.n_truncated, 1),
            Damage::Corrupt { .. } => (&mut self.n_corrupt, 1),
            Damage::Duplicate { .. } => (&mut self.n_duplicates, 1),
            Damage::Late { .. } => (&mut self.n_late, 1),
            Damage::Shuffled { .. } => (&mut self.n_shuffled, 1),
            Damage::Missing { .. } => (&mut self.n_missing, 1),
            Damage::Gap { .. } => (&mut self.n_gaps, 1),
            Damage::NumericIds { rows } => (&mut self.n_numeric_ids, *rows),
            Damage::GuestId { rows, .. } => (&mut self.n_guest_ids, *rows),
        };
        *counter += n;
    }
}
