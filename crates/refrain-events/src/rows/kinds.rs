//! Kinds of rows: out of a column, or derived from others.

use crate::rows::cell::Cell;
use crate::rows::cleaning::is_one_of;
use crate::rows::columns::{Slot, as_id};
use crate::schema::{DecimalMark, KindCase, KindSource};

/// Where the kind of a row comes from.
#[derive(Debug)]
pub(crate) enum KindRule {
    Column(Slot),
    Constant(String),
    Or(Slot, String),
    Cases(Vec<(Slot, KindCase)>, Option<String>),
}

/// The kind of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind<'k> {
    Named(&'k str),
    InCell(Slot),
    /// None of the cases holds.
    Unknown,
}

impl KindRule {
    /// Takes the rule of a schema; `slot` says where a column goes.
    pub(crate) fn new(source: &KindSource, mut slot: impl FnMut(&str) -> Slot) -> KindRule {
        match source {
            KindSource::Column(column) => KindRule::Column(slot(column)),
            KindSource::Constant(kind) => KindRule::Constant(kind.clone()),
            KindSource::Or { column, otherwise } => KindRule::Or(slot(column), otherwise.clone()),
            KindSource::Cases { cases, otherwise } => {
                let cases = cases.iter().map(|case| (slot(&case.column), as_read(case))).collect();
                KindRule::Cases(cases, otherwise.clone())
            }
        }
    }

    /// The column that holds the kind, if one does.
    pub(crate) fn slot(&self) -> Option<Slot> {
        match self {
            KindRule::Column(slot) | KindRule::Or(slot, _) => Some(*slot),
            KindRule::Constant(_) | KindRule::Cases(..) => None,
        }
    }

    /// The kind of rows that state none, if it is one for all.
    pub(crate) fn default(&self) -> Option<&str> {
        match self {
            KindRule::Constant(kind) | KindRule::Or(_, kind) => Some(kind),
            KindRule::Column(_) | KindRule::Cases(..) => None,
        }
    }

    /// The kind of a row; numbers in texts have this mark before their decimals.
    pub(crate) fn of(&self, cells: &[Cell<'_>], mark: DecimalMark) -> RowKind<'_> {
        match self {
            KindRule::Column(slot) => RowKind::InCell(*slot),
            KindRule::Constant(kind) => RowKind::Named(kind),
            KindRule::Or(slot, kind) if cells[*slot].is_missing() => RowKind::Named(kind),
            KindRule::Or(slot, _) => RowKind::InCell(*slot),
            KindRule::Cases(cases, otherwise) => {
                let case = cases.iter().find(|(slot, case)| holds(case, &cells[*slot], mark));
                let kind = case.map(|(_, case)| &case.kind).or(otherwise.as_ref());
                kind.map_or(RowKind::Unknown, |kind| RowKind::Named(kind))
            }
        }
    }
}

/// A case whose values are spelt as those of the log are when they are compared.
fn as_read(case: &KindCase) -> KindCase {
    let mut case = case.clone();
    case.is.iter_mut().for_each(|value| *value = as_id(value));
    case
}

fn holds(case: &KindCase, cell: &Cell<'_>, mark: DecimalMark) -> bool {
    if cell.is_missing() {
        return false;
    }
    let text = || cell.text().ok().flatten();
    let number = || cell.number_with(mark).ok().flatten();
    let is = |values: &[String]| text().is_some_and(|text| is_one_of(values, &text));
    let begins = |start: &String| text().is_some_and(|text| text.trim().starts_with(start));
    (case.is.is_empty() || is(&case.is))
        && case.begins.as_ref().is_none_or(begins)
        && case.above.is_none_or(|limit| number().is_some_and(|number| number > limit))
        && case.below.is_none_or(|limit| number().is_some_and(|number| number < limit))
}
