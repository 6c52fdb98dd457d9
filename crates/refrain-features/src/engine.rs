//! Engine of definitions: what is shared between them is worked out once.
//!
//! A worker [prepares](prepared) an entity once: it translates codes to small numbers and finds out
//! which selections each event belongs to. Then it takes the cutoffs in order. Sessions, first and
//! last events depend on the whole history and are carried [forward] from one cutoff to the next;
//! counts over a lookback are taken [backward](window) from the cutoff, with a snapshot at the far
//! end of each lookback. So a value never depends on which other cutoffs were asked for.
//!
//! The engine knows no measure: each asks for [inputs] when it is compiled, and reads its values
//! from a [cutoff].

pub(crate) mod cutoff;
pub(crate) mod forward;
pub(crate) mod inputs;
pub(crate) mod prepared;
pub(crate) mod window;

use refrain_core::{EventLog, History};

use crate::feature::Row;
use refrain_core::Plan;

use cutoff::Cutoff;
use forward::Forward;
use inputs::Inputs;
use prepared::{MAX_SELECTIONS, Prepared};
use window::{Counts, Windows};

/// Computes a value from what was counted over a window.
pub(crate) type MeasureFn = Box<dyn Fn(&Cutoff<'_, '_>, &Counts) -> f64>;

/// Puts the value of one column into a row.
pub(crate) type Put = Box<dyn Fn(&Cutoff<'_, '_>, &mut Row)>;

/// Columns compiled together, and the inputs that they share.
pub(crate) struct Compiled {
    inputs: Inputs,
    columns: Vec<Put>,
}

impl Compiled {
    /// Compiles columns, each by its function; lookbacks may depend on the plan.
    pub(crate) fn new(
        plan: Option<&Plan>,
        columns: impl IntoIterator<Item = impl FnOnce(&mut Inputs) -> Put>,
    ) -> Compiled {
        let mut inputs = Inputs::new(plan);
        let columns = columns.into_iter().map(|compile| compile(&mut inputs)).collect();
        Compiled { inputs, columns }
    }

    /// `true` if the selections fit the bits of a mask.
    pub(crate) fn fits(&self) -> bool {
        self.inputs.mixed.len() <= MAX_SELECTIONS
    }
}

/// Computes compiled columns of one entity after another.
pub(crate) struct Engine<'l> {
    compiled: Compiled,
    prepared: Prepared<'l>,
    forward: Forward,
    windows: Windows,
}

impl<'l> Engine<'l> {
    pub(crate) fn new(compiled: Compiled, log: &'l EventLog) -> Engine<'l> {
        Engine {
            prepared: Prepared::new(log),
            forward: Forward::new(&compiled.inputs),
            windows: Windows::new(&compiled.inputs),
            compiled,
        }
    }

    /// Turns to an entity, given its history at the greatest cutoff asked for.
    pub(crate) fn begin(&mut self, longest: &History<'l>) {
        self.prepared.begin(&self.compiled.inputs, &longest.events());
        self.forward.begin();
    }

    /// Puts the values at a cutoff into the row.
    pub(crate) fn observe(&mut self, history: &History<'l>, row: &mut Row) {
        let inputs = &self.compiled.inputs;
        let n_events = history.events().len();
        self.forward.advance(inputs, &self.prepared, n_events);
        self.windows.count(inputs, &self.prepared, history.cutoff(), n_events);
        let cutoff = Cutoff {
            inputs,
            prepared: &self.prepared,
            forward: &self.forward,
            windows: &self.windows,
            history,
            n_events,
        };
        self.compiled.columns.iter().for_each(|put| put(&cutoff, row));
    }
}
