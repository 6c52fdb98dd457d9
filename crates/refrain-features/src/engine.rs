//! Computes definitions: what is shared between them is worked out once.
//!
//! A worker prepares an entity once: it translates codes to small numbers and finds out which
//! selections each event belongs to. Then it takes the cutoffs in order. What depends on the whole
//! history (sessions, last times) is carried [forward](forward) from one to the next; what depends
//! on a lookback is counted [backward](window) from the cutoff, with a snapshot where each lookback
//! ends. So a value never depends on which other cutoffs were asked for.

mod cutoff;
mod forward;
mod inputs;
mod prepared;
mod window;

use refrain_core::{AttributeType, Column, EventLog, History};

use crate::definition::Definition;
use crate::feature::built_in::{BuiltIn, Worker};
use crate::vocabulary::Plan;
use crate::{Need, Row};

use cutoff::Cutoff;
use forward::Forward;
use inputs::Compiled;
use prepared::{MAX_SELECTIONS, Prepared};
use window::Windows;

/// Definitions as one feature.
#[derive(Debug)]
pub(crate) struct Catalogue {
    definitions: Vec<Definition>,
    plan: Option<Plan>,
}

impl Catalogue {
    /// Divides definitions between catalogues, in order, so that the selections of each fit a mask.
    ///
    /// `plan` is that of the product, on which lookbacks may depend.
    pub(crate) fn divided(definitions: Vec<Definition>, plan: Option<&Plan>) -> Vec<Catalogue> {
        let fits = |part: &[Definition]| Compiled::new(part, plan).mixed.len() <= MAX_SELECTIONS;
        let mut parts: Vec<Vec<Definition>> = vec![Vec::new()];
        if fits(&definitions) {
            parts = vec![definitions];
        } else {
            for definition in definitions {
                let part = parts.last_mut().expect("there is one from the start");
                part.push(definition);
                if !fits(part) {
                    let last = part.split_off(part.len() - 1);
                    parts.push(last);
                }
            }
        }
        let catalogue = |definitions| Catalogue { definitions, plan: plan.cloned() };
        parts.into_iter().map(catalogue).collect()
    }
}

impl BuiltIn for Catalogue {
    fn columns(&self) -> Vec<Column> {
        self.definitions.iter().map(Definition::column).collect()
    }

    fn needs(&self) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        let plan = self.plan.iter().map(|plan| (plan.attribute.as_str(), false));
        let named = self.definitions.iter().flat_map(Definition::attributes);
        for (attribute, is_number) in named.chain(plan) {
            let kind = if is_number { AttributeType::Number } else { AttributeType::Text };
            let need = Need { attribute: attribute.to_owned(), kind };
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
        needs
    }

    fn worker<'l>(&'l self, log: &'l EventLog) -> Box<dyn Worker<'l> + 'l> {
        let compiled = Compiled::new(&self.definitions, self.plan.as_ref());
        Box::new(CatalogueWorker {
            prepared: Prepared::new(log),
            forward: Forward::new(&compiled),
            windows: Windows::new(&compiled),
            compiled,
        })
    }
}

struct CatalogueWorker<'l> {
    compiled: Compiled,
    prepared: Prepared<'l>,
    forward: Forward,
    windows: Windows,
}

impl<'l> Worker<'l> for CatalogueWorker<'l> {
    fn begin(&mut self, longest: &History<'l>) {
        self.prepared.begin(&self.compiled, &longest.events());
        self.forward.begin();
    }

    fn observe(&mut self, history: &History<'l>, row: &mut Row<'l>) {
        let n_events = history.events().len();
        self.forward.advance(&self.compiled, &self.prepared, n_events);
        self.windows.count(&self.compiled, &self.prepared, history.cutoff(), n_events);
        let cutoff = Cutoff {
            compiled: &self.compiled,
            prepared: &self.prepared,
            forward: &self.forward,
            windows: &self.windows,
            history,
            n_events,
        };
        cutoff.put_all(row);
    }
}
