//! The standard set: behaviour over recent windows.

use refrain_core::{Column, History, Span};

use crate::definition::{Definition, Quantity};
use crate::tally::Tally;
use crate::{Feature, Need, Row, Vocabulary};

/// Behaviour over the last 7, 14 and 30 days in a product's own words: counts, rates per active
/// day and per main event, trends, recency, tenure and plan.
///
/// No column tells the date or how long the log had been running: what a model learns from it
/// at one cutoff means the same at the next.
#[derive(Debug, Clone)]
pub struct Standard {
    definitions: Vec<Definition>,
    lookbacks: Vec<Span>,
    duration: Option<String>,
    plan: Option<String>,
}

const SHORT: Span = Span::from_days(7);
const MIDDLE: Span = Span::from_days(14);
const LONG: Span = Span::from_days(30);

impl Standard {
    /// Builds the set for a product.
    pub fn new(vocabulary: &Vocabulary) -> Standard {
        let definitions = definitions(vocabulary);
        let needed = definitions.iter().flat_map(Definition::lookbacks);
        let mut lookbacks: Vec<Span> = needed.collect();
        lookbacks.sort_unstable();
        lookbacks.dedup();
        Standard {
            definitions,
            lookbacks,
            duration: vocabulary.duration.clone(),
            plan: vocabulary.plan.as_ref().map(|plan| plan.attribute.clone()),
        }
    }
}

fn definitions(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut definitions = vec![Definition::RecencyDays, Definition::TenureDays];
    if let Some(plan) = &vocabulary.plan {
        definitions.push(Definition::IsPaid(plan.clone()));
        definitions.push(Definition::PaidShare(plan.clone(), LONG));
    }
    let mut volumes =
        vec![Quantity::Events, Quantity::ActiveDays, Quantity::Sessions, Quantity::SessionHours];
    volumes.extend(vocabulary.duration.as_ref().map(|_| Quantity::Seconds));
    definitions.extend(volumes.into_iter().flat_map(volume));
    for kind in &vocabulary.counted {
        let main = vocabulary.main_kind().cloned().map(Quantity::Kind);
        definitions.extend(behaviour(Quantity::Kind(kind.clone()), main));
    }
    definitions
}

/// Totals, the rate per active day and the trends of a quantity that every product has.
fn volume(quantity: Quantity) -> Vec<Definition> {
    let mut definitions = totals(&quantity);
    if quantity != Quantity::ActiveDays {
        definitions.push(Definition::Rate(quantity.clone(), Quantity::ActiveDays, LONG));
    }
    definitions.push(Definition::Trend(quantity.clone(), SHORT, LONG));
    definitions.push(Definition::Trend(quantity, MIDDLE, LONG));
    definitions
}

/// Totals, rates and the trend of one kind of event.
fn behaviour(kind: Quantity, main: Option<Quantity>) -> Vec<Definition> {
    let mut definitions = totals(&kind);
    definitions.push(Definition::Rate(kind.clone(), Quantity::ActiveDays, LONG));
    if let Some(main) = main.filter(|main| *main != kind) {
        definitions.push(Definition::Rate(kind.clone(), main, LONG));
    }
    definitions.push(Definition::Trend(kind, SHORT, LONG));
    definitions
}

fn totals(quantity: &Quantity) -> Vec<Definition> {
    let total = |lookback| Definition::Total(quantity.clone(), lookback);
    [SHORT, MIDDLE, LONG].map(total).to_vec()
}

impl Feature for Standard {
    fn columns(&self) -> Vec<Column> {
        self.definitions.iter().map(Definition::column).collect()
    }

    fn needs(&self) -> Vec<Need> {
        let plan = self.plan.iter().map(Need::text);
        plan.chain(self.duration.iter().map(Need::number)).collect()
    }

    fn compute<'a>(&self, history: &History<'a>, row: &mut Row<'a>) {
        let tally = |lookback| (lookback, Tally::new(history, lookback, self.duration.as_deref()));
        let tallies: Vec<(Span, Tally)> = self.lookbacks.iter().copied().map(tally).collect();
        let of = |wanted: Span| {
            let found = tallies.iter().find(|(lookback, _)| *lookback == wanted);
            &found.expect("one tally per lookback of the definitions").1
        };
        for definition in &self.definitions {
            row.number(definition.value(history, of));
        }
    }
}
