//! Selections that cannot be added to the words of a product.

use refrain_core::{Problem, plain_words};

use super::{Filter, Selection};
use crate::definition::taken_names::why_not;
use crate::lexicon::Lexicon;
use crate::{Error, ErrorKind};

/// Checks that the names of a selection are words, and nobody else's, and that its hours are some.
pub(crate) fn check(selection: &Selection, lexicon: &Lexicon<'_>) -> Result<(), Error> {
    let problem = |reason| SelectionProblem { selection: selection.name.clone(), reason };
    match fault(selection, lexicon) {
        Some(reason) => Err(problem(reason).into()),
        None => Ok(()),
    }
}

fn fault(selection: &Selection, lexicon: &Lexicon<'_>) -> Option<String> {
    if let Filter::Condition(condition) = &selection.filter {
        if let Some((from, until)) = condition.hours
            && (from > 23 || until > 24 || from == until)
        {
            return Some(format!("hours run from 0 to 24, not from {from} to {until}"));
        }
        if let Some(weekday) = condition.weekdays.iter().find(|weekday| **weekday > 6) {
            return Some(format!("weekdays run from 0 for Monday to 6, not to {weekday}"));
        }
    }
    let names = [&selection.name, &selection.singular];
    names.into_iter().find_map(|name| fault_of_name(name, lexicon))
}

fn fault_of_name(name: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    if plain_words(name) != *name {
        let words = plain_words(name);
        return Some(format!("names are lower case words joined by _, as `{words}`"));
    }
    let mut all = lexicon.selections().iter();
    if let Some(other) = all.find(|other| other.name == *name || other.singular == *name) {
        return Some(format!("`{name}` is taken by {} already", other.words));
    }
    why_not(name, lexicon).map(|meaning| format!("`{name}` means {meaning}"))
}

#[derive(Debug, thiserror::Error)]
#[error("selection `{selection}`: {reason}")]
struct SelectionProblem {
    selection: String,
    reason: String,
}

impl Problem for SelectionProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
