//! Features that come with the crate and keep notes from one observation to the next.

use refrain_core::{Column, EventLog, History};

use crate::{Need, Row};

/// Features that are computed for many observations with one worker per thread.
///
/// It is not open to strangers: a worker sees the greatest history of an entity before it is asked
/// for the values at earlier cutoffs, and it is up to the code in this crate, and to its tests,
/// that nothing of it gets into them.
pub(crate) trait BuiltIn: Send + Sync {
    /// The columns it gives, in order.
    fn columns(&self) -> Vec<Column>;

    /// The attributes it reads.
    fn needs(&self) -> Vec<Need>;

    /// Sets up a worker for a log.
    fn worker<'l>(&'l self, log: &'l EventLog) -> Box<dyn Worker<'l> + 'l>;
}

/// Computes the values of one entity after another.
pub(crate) trait Worker<'l> {
    /// Turns to an entity, given its history at the greatest cutoff asked for.
    fn begin(&mut self, longest: &History<'l>);

    /// Puts the values at a cutoff into the row. Ascending cutoffs are faster than others.
    fn observe(&mut self, history: &History<'l>, row: &mut Row);
}
