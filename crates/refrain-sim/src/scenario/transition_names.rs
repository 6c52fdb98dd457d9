//! Names that transitions of personas have, as the log shows them.

use std::collections::BTreeSet;

use crate::config::expected::expected;
use crate::config::item::Item;
use crate::{Error, Persona};

/// Names by which a transition can be told.
pub(crate) struct TransitionNames<'p> {
    /// Pages that some page leads to.
    pages: BTreeSet<&'p str>,
    pages_left: BTreeSet<&'p str>,
    /// Levels on the pages left.
    levels: BTreeSet<&'p str>,
}

impl<'p> TransitionNames<'p> {
    pub(crate) fn of(personas: &[&'p Persona]) -> TransitionNames<'p> {
        let transitions = || personas.iter().flat_map(|persona| &persona.definition().transitions);
        TransitionNames {
            pages: transitions().map(|step| step.dest.page.as_str()).collect(),
            pages_left: transitions().map(|step| step.source.page.as_str()).collect(),
            levels: transitions().map(|step| step.source.level.as_str()).collect(),
        }
    }

    pub(crate) fn check_page(&self, name: &str, item: &Item<'_>) -> Result<(), Error> {
        check(&self.pages, "page", name, item)
    }

    pub(crate) fn check_page_left(&self, name: &str, item: &Item<'_>) -> Result<(), Error> {
        check(&self.pages_left, "page", name, item)
    }

    pub(crate) fn check_level(&self, name: &str, item: &Item<'_>) -> Result<(), Error> {
        check(&self.levels, "level", name, item)
    }
}

fn check(known: &BTreeSet<&str>, what: &str, name: &str, item: &Item<'_>) -> Result<(), Error> {
    match known.contains(name) {
        true => Ok(()),
        false => Err(item.fault_of(
            format!("for the unknown {what} `{name}`"),
            expected(&format!("a {what} of a persona"), name, known.iter().copied()),
        )),
    }
}
