//! Catalogues: definitions computed together.

use refrain_core::{Column, EventLog, History};

use crate::definition::Definition;
use crate::engine::{Compiled, Engine};
use crate::feature::built_in::{BuiltIn, Worker};
use crate::feature::{Need, Row};
use refrain_core::Plan;

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
        let fits = |part: &[Definition]| compiled(part, plan).fits();
        let mut parts: Vec<Vec<Definition>> = vec![Vec::new()];
        if fits(&definitions) {
            parts = vec![definitions];
        } else {
            for definition in definitions {
                let part = parts.last_mut().expect("there is one from the start");
                part.push(definition);
                // One definition alone always fits: it names a few selections at most.
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

fn compiled(definitions: &[Definition], plan: Option<&Plan>) -> Compiled {
    let compile = |definition| move |inputs: &mut _| Definition::compile(definition, inputs);
    Compiled::new(plan, definitions.iter().map(compile))
}

impl BuiltIn for Catalogue {
    fn columns(&self) -> Vec<Column> {
        self.definitions.iter().map(Definition::column).collect()
    }

    fn needs(&self) -> Vec<Need> {
        let plan = self.plan.iter().map(|plan| Need::text(&plan.attribute));
        let mut needs: Vec<Need> = Vec::new();
        for need in self.definitions.iter().flat_map(Definition::needs).chain(plan) {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
        needs
    }

    fn worker<'l>(&'l self, log: &'l EventLog) -> Box<dyn Worker<'l> + 'l> {
        Box::new(Engine::new(compiled(&self.definitions, self.plan.as_ref()), log))
    }
}

impl<'l> Worker<'l> for Engine<'l> {
    fn begin(&mut self, longest: &History<'l>) {
        Engine::begin(self, longest);
    }

    fn observe(&mut self, history: &History<'l>, row: &mut Row) {
        Engine::observe(self, history, row);
    }
}
