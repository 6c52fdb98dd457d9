//! Pages that are met more or less often than in the persona it is like.

use crate::config::item::Item;
use crate::persona_file::draft::Draft;
use crate::persona_file::names::Pages;
use crate::{Error, Transition};

/// Sums of probabilities that differ by less are equal.
const ROUNDING: f64 = 1e-9;

/// A page with how many times as often it is to follow.
struct Factor<'a> {
    page: &'a str,
    times: f64,
}

/// Multiplies the probabilities of all transitions to the pages of the table by their factors.
///
/// The other transitions of each page give way in proportion, so that sessions end after it as
/// often as before. Where a page leads nowhere else, nothing can give way and all stays as it is.
pub(crate) fn apply(table: &Item<'_>, pages: &Pages, draft: &mut Draft) -> Result<(), Error> {
    let mut factors = Vec::new();
    for (name, item) in table.fields()?.iter() {
        let page = &pages.get(name).ok_or_else(|| pages.unknown(name, item))?.page;
        let mut dests = draft.definition.transitions.iter().map(|step| &step.dest.page);
        if !dests.any(|dest| dest == page) {
            return Err(item.fault_of(format!("for `{name}`"), "a page that some page leads to"));
        }
        factors.push(Factor { page, times: item.positive_or_zero()? });
    }
    let old = draft.definition.transitions.clone();
    // Transitions that leave one page stand side by side, since `find_transition` puts them there.
    let rows = old.chunk_by(|left, right| left.source == right.source);
    let mut rest = draft.definition.transitions.as_mut_slice();
    for row in rows {
        let (changed, after) = rest.split_at_mut(row.len());
        scale(table, &factors, changed)?;
        rest = after;
    }
    Ok(())
}

/// Scales the transitions that leave one page.
fn scale(table: &Item<'_>, factors: &[Factor<'_>], row: &mut [Transition]) -> Result<(), Error> {
    let times = |step: &Transition| {
        factors.iter().find(|factor| factor.page == step.dest.page).map(|factor| factor.times)
    };
    let all: f64 = row.iter().map(|step| step.probability).sum();
    let meant = || row.iter().filter_map(|step| Some((step.probability, times(step)?)));
    let before: f64 = meant().map(|(probability, _)| probability).sum();
    let after: f64 = meant().map(|(probability, times)| probability * times).sum();
    if before == 0.0 || all - before < ROUNDING {
        return Ok(());
    }
    if after > all + ROUNDING {
        let source = &row[0].source;
        let found = format!("too much for {source}: {after} of {all} that lead to any page");
        return Err(table.fault_of(found, "smaller factors"));
    }
    // Not below zero by rounding.
    let giving_way = ((all - after) / (all - before)).max(0.0);
    for step in row {
        step.probability *= times(step).unwrap_or(giving_way);
    }
    Ok(())
}
