//! Catalogues: definitions computed together.

use refrain_core::{Column, EventLog, History};

use crate::definition::Definition;
use crate::engine::{Compiled, Engine};
use crate::feature::built_in::{BuiltIn, Worker};
use crate::feature::{Need, Row};
use refrain_core::{Plan, Vocabulary};

/// Definitions as one feature.
#[derive(Debug)]
pub(crate) struct Catalogue {
    definitions: Vec<Definition>,
    plan: Option<Plan>,
    /// The time zone of the log's calendar, where that is not UTC.
    zone: Option<String>,
}

impl Catalogue {
    /// Divides definitions between catalogues, in order, so that the selections of each fit a mask.
    ///
    /// On the plan of the product lookbacks may depend.
    pub(crate) fn divided(definitions: Vec<Definition>, vocabulary: &Vocabulary) -> Vec<Catalogue> {
        let plan = vocabulary.plan.as_ref();
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
        let catalogue = |definitions| Catalogue {
            definitions,
            plan: vocabulary.plan.clone(),
            zone: vocabulary.zone.clone(),
        };
        parts.into_iter().map(catalogue).collect()
    }
}

fn compiled(definitions: &[Definition], plan: Option<&Plan>) -> Compiled {
    let compile = |definition| move |inputs: &mut _| Definition::compile(definition, inputs);
    Compiled::new(plan, definitions.iter().map(compile))
}

/// Names the zone where the description says in which days and hours are told.
fn told_in(zone: &str, mut column: Column) -> Column {
    // Not the bare word: an attribute may be called so.
    for (before, after) in [("", " day"), ("(", ")"), (" h ", "")] {
        let utc = format!("{before}UTC{after}");
        column.description = column.description.replace(&utc, &format!("{before}{zone}{after}"));
    }
    column
}

impl BuiltIn for Catalogue {
    fn columns(&self) -> Vec<Column> {
        let columns = self.definitions.iter().map(Definition::column);
        match &self.zone {
            Some(zone) => columns.map(|column| told_in(zone, column)).collect(),
            None => columns.collect(),
        }
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
