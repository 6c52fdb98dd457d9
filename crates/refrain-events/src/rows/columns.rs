//! Columns that a schema asks for, and their places in a row of cells.

use std::collections::BTreeSet;

use refrain_core::AttributeType;

use crate::rows::cell::{Cell, Misfit};
use crate::rows::id::id_of_text;
use crate::rows::kinds::KindRule;
use crate::rows::paths::Paths;
use crate::schema::{AttributeSpec, EventSchema};

/// Rows whose other columns are remembered, and how many names at most: they serve messages only.
const WATCHED_ROWS: u64 = 100;
const MAX_OTHER_NAMES: usize = 64;

/// Position of a column among the cells of a row.
pub(crate) type Slot = usize;

/// The columns that a schema asks for, each once.
#[derive(Debug)]
pub(crate) struct ColumnPlan {
    /// Those that are read, then those that are made of others.
    columns: Vec<String>,
    n_read: usize,
    paths: Paths,
    pub(crate) entity: Slot,
    pub(crate) time: Slot,
    pub(crate) kind: KindRule,
    pub(crate) session: Option<Slot>,
    pub(crate) sequence: Option<Slot>,
    pub(crate) registration: Option<Slot>,
    pub(crate) attributes: Vec<(Slot, AttributeType)>,
    pub(crate) products: Vec<Product>,
    /// Columns by which the rows of one event are told; empty where all of them do.
    pub(crate) key: Vec<Slot>,
    pub(crate) never_missing: Vec<Slot>,
    pub(crate) guest_values: Vec<(Slot, Vec<String>)>,
}

/// A number that is made of two others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product {
    pub(crate) slot: Slot,
    pub(crate) factors: [Slot; 2],
}

impl ColumnPlan {
    pub(crate) fn new(schema: &EventSchema) -> ColumnPlan {
        let mut columns = Vec::new();
        let mut slot = |column: &str| slot_of(&mut columns, column);
        let roles = schema.roles();
        let guests = schema.guests();
        let mut plan = ColumnPlan {
            entity: slot(&roles.entity),
            time: slot(&roles.time),
            kind: KindRule::new(&roles.kind, &mut slot),
            session: roles.session.as_deref().map(&mut slot),
            sequence: roles.sequence.as_deref().map(&mut slot),
            registration: roles.registration.as_deref().map(&mut slot),
            attributes: Vec::new(),
            products: Vec::new(),
            key: schema.rows().deduplicate_by.iter().map(|column| slot(column)).collect(),
            never_missing: guests.missing.iter().map(|column| slot(column)).collect(),
            guest_values: guests
                .values
                .iter()
                .map(|(c, values)| (slot(c), values.iter().map(|value| as_id(value)).collect()))
                .collect(),
            paths: Paths::default(),
            columns: Vec::new(),
            n_read: 0,
        };
        let read = schema.attributes().iter().map(|a| a.columns().map(&mut slot).collect());
        let read: Vec<Vec<Slot>> = read.collect();
        plan.n_read = columns.len();
        plan.paths = Paths::new(&columns);
        plan.columns = columns;
        for (attribute, read) in schema.attributes().iter().zip(read) {
            plan.keep(attribute, &read);
        }
        plan
    }

    /// Keeps an attribute that is read from these columns.
    fn keep(&mut self, attribute: &AttributeSpec, read: &[Slot]) {
        let slot = match read {
            [one, other] => {
                let slot = self.columns.len();
                self.columns.push(attribute.name.clone());
                self.products.push(Product { slot, factors: [*one, *other] });
                slot
            }
            _ => read[0],
        };
        self.attributes.push((slot, attribute.kind));
    }

    /// The columns inside of objects.
    pub(crate) fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The columns of the roles.
    pub(crate) fn role_slots(&self) -> impl Iterator<Item = Slot> {
        let optional = [self.session, self.sequence, self.registration];
        let roles = [Some(self.entity), Some(self.time), self.kind.slot()];
        roles.into_iter().chain(optional).flatten()
    }

    /// The columns that are read, the first of the cells.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns[..self.n_read]
    }

    /// Returns a row of cells with nothing in them.
    pub(crate) fn row<'c>(&self) -> Vec<Cell<'c>> {
        vec![Cell::Missing; self.columns.len()]
    }

    pub(crate) fn n_cells(&self) -> usize {
        self.columns.len()
    }

    pub(crate) fn name(&self, slot: Slot) -> &str {
        &self.columns[slot]
    }

    pub(crate) fn slot(&self, column: &str) -> Option<Slot> {
        self.columns().iter().position(|name| name == column)
    }
}

/// A value in the spelling in which the log's own are compared with it.
pub(crate) fn as_id(value: &str) -> String {
    match id_of_text(value) {
        Ok(Some(id)) => id.into_owned(),
        Ok(None) | Err(Misfit) => value.trim().to_owned(),
    }
}

fn slot_of(columns: &mut Vec<String>, column: &str) -> Slot {
    if let Some(slot) = columns.iter().position(|name| name == column) {
        return slot;
    }
    columns.push(column.to_owned());
    columns.len() - 1
}

/// Columns met so far.
#[derive(Debug)]
pub(crate) struct ColumnsSeen {
    wanted: Vec<bool>,
    others: BTreeSet<String>,
    rows: u64,
    watches_others: bool,
}

impl ColumnsSeen {
    pub(crate) fn new(plan: &ColumnPlan) -> ColumnsSeen {
        ColumnsSeen {
            wanted: vec![false; plan.columns.len()],
            others: BTreeSet::new(),
            rows: 0,
            watches_others: true,
        }
    }

    pub(crate) fn row(&mut self) {
        self.rows += 1;
    }

    /// Sets whether columns that the schema does not ask for are remembered from here on.
    pub(crate) fn watch_others(&mut self, watches: bool) {
        self.watches_others = watches;
    }

    pub(crate) fn any_row(&self) -> bool {
        self.rows > 0
    }

    pub(crate) fn wanted(&mut self, slot: Slot) {
        self.wanted[slot] = true;
    }

    /// Returns `true` as long as columns that the schema does not ask for are remembered.
    pub(crate) fn watches_others(&self) -> bool {
        // A log whose keys are ids has as many names as rows.
        self.watches_others && self.rows < WATCHED_ROWS && self.others.len() < MAX_OTHER_NAMES
    }

    pub(crate) fn other(&mut self, column: &str) {
        if !self.watches_others() {
            return;
        }
        if !self.others.contains(column) {
            self.others.insert(column.to_owned());
        }
    }

    /// Remembers a column, wanted or not.
    pub(crate) fn column(&mut self, column: &str, plan: &ColumnPlan) {
        match plan.slot(column) {
            Some(slot) => self.wanted(slot),
            None => self.other(column),
        }
    }

    /// Adds what another thread has seen.
    pub(crate) fn extend(&mut self, other: ColumnsSeen) {
        // Any order of threads gives the same union.
        self.wanted.iter_mut().zip(other.wanted).for_each(|(ours, theirs)| *ours |= theirs);
        self.others.extend(other.others);
        self.rows += other.rows;
    }

    pub(crate) fn is_absent(&self, slot: Slot) -> bool {
        !self.wanted[slot]
    }

    /// Every column met, wanted or not, in byte order.
    pub(crate) fn names(&self, plan: &ColumnPlan) -> Vec<String> {
        let wanted = plan.columns.iter().zip(&self.wanted).filter(|(_, seen)| **seen);
        let mut names = self.others.clone();
        names.extend(wanted.map(|(name, _)| name.clone()));
        names.into_iter().collect()
    }
}
