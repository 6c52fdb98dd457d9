//! Meanings of kinds of event: the main one, churn, and those worth a count.

use super::code::{Code, NO_VALUE};
use super::histories::Histories;
use super::name_words::{has_any, words};
use super::phrase::{count, percent};
use super::table::Column;
use crate::schema::Kinds;

/// Kinds counted by default: the most frequent ones.
const MAX_COUNTED: usize = 24;

/// Share of the entities with a kind that must have it last.
const LAST_SHARE: f64 = 0.5;

/// As much, for a kind whose name says nothing, and the fewest such entities.
const UNNAMED_LAST_SHARE: f64 = 0.95;
const UNNAMED_ENTITIES: u64 = 3;

/// Beginnings of words that mean leaving by themselves.
const LEAVING: [&str; 8] =
    ["cancel", "churn", "unsubscri", "terminat", "deactivat", "offboard", "resign", "discontinu"];

/// Words that mean leaving where they are said of what one leaves.
const ENDING: [&str; 10] =
    ["close", "closed", "delete", "deleted", "remove", "removed", "end", "ended", "leave", "left"];
const OF_ENTITY: [&str; 10] = [
    "account",
    "subscription",
    "profile",
    "membership",
    "contract",
    "service",
    "workspace",
    "organisation",
    "organization",
    "tenant",
];

/// Meanings of the kinds, with the reasons and what is left to the reader.
#[derive(Debug)]
pub(super) struct KindMeanings {
    pub(super) kinds: Kinds,
    pub(super) main_reason: String,
    pub(super) churn_reasons: Vec<String>,
    /// Kinds that may be churn, for a line that is commented out.
    pub(super) maybe_churn: Vec<String>,
    pub(super) n_more: usize,
}

pub(super) fn kind_meanings(
    column: &Column,
    histories: &Histories,
    is_guest: &[bool],
) -> KindMeanings {
    let kinds = count_kinds(column, histories, is_guest);
    let main = kinds.first();
    let mut meanings = KindMeanings {
        kinds: Kinds { main: main.map(|kind| kind.name.clone()), ..Kinds::default() },
        main_reason: main.map_or_else(String::new, main_reason),
        churn_reasons: Vec::new(),
        maybe_churn: Vec::new(),
        n_more: 0,
    };
    for kind in &kinds {
        meanings.weigh(kind);
    }
    meanings
}

fn main_reason(kind: &KindCounts) -> String {
    let rows = count(kind.n_rows, "row");
    format!("The most frequent kind ({rows}). Is it what the product is used for?")
}

impl KindMeanings {
    fn weigh(&mut self, kind: &KindCounts) {
        let is_named = means_leaving(&kind.name);
        // Of entities with it: a rare kind may be last in all of them.
        let last_share = kind.n_last as f64 / kind.n_entities.max(1) as f64;
        let evidence = evidence(kind);
        let name = &kind.name;
        // The name alone is not enough: `Cancel` may only open a dialogue.
        if is_named && last_share >= LAST_SHARE {
            self.churn_reasons.push(format!("{name:?}: the name says so, and {evidence}."));
            self.kinds.churn.push(name.clone());
        } else if is_named {
            self.churn_reasons.push(format!("{name:?}: the name says so, but {evidence}."));
            self.maybe_churn.push(name.clone());
        } else if is_always_last(kind, last_share) && self.kinds.main.as_ref() != Some(name) {
            self.churn_reasons.push(format!("{name:?}: the name does not say so, but {evidence}."));
            self.maybe_churn.push(name.clone());
        } else if self.kinds.main.as_ref() != Some(name) {
            self.count(name);
        }
    }

    fn count(&mut self, name: &str) {
        match self.kinds.counted.len() < MAX_COUNTED {
            true => self.kinds.counted.push(name.to_owned()),
            false => self.n_more += 1,
        }
    }
}

fn is_always_last(kind: &KindCounts, last_share: f64) -> bool {
    let is_once = kind.n_rows == kind.n_entities;
    is_once && kind.n_entities >= UNNAMED_ENTITIES && last_share >= UNNAMED_LAST_SHARE
}

fn evidence(kind: &KindCounts) -> String {
    let entities = count(kind.n_entities, "entity");
    match (kind.n_entities, kind.n_last) {
        (0, _) => "no entity that has it has another event".to_owned(),
        (1, 1) => "the 1 entity that has it is never seen again".to_owned(),
        (1, _) => "the 1 entity that has it goes on after it".to_owned(),
        (n, last) if n == last => format!("none of the {entities} that have it is seen again"),
        (_, 0) => format!("all {entities} that have it go on after it"),
        (n, last) => {
            let share = percent(last as f64 / n as f64);
            format!("it is the last event of {last} of the {entities} that have it ({share})")
        }
    }
}

pub(super) fn means_leaving(kind: &str) -> bool {
    let words = words(kind);
    let leaves = |word: &String| LEAVING.iter().any(|beginning| word.starts_with(beginning));
    words.iter().any(leaves) || (has_any(&words, &ENDING) && has_any(&words, &OF_ENTITY))
}

/// Frequency of a kind: its rows, its entities and, of these, those with it as their last event.
/// Entities with a single event are not among them.
#[derive(Debug)]
struct KindCounts {
    name: String,
    n_rows: u64,
    n_entities: u64,
    n_last: u64,
}

/// The kinds of events that are no guests', the most frequent first.
fn count_kinds(column: &Column, histories: &Histories, is_guest: &[bool]) -> Vec<KindCounts> {
    let mut n_rows = vec![0_u64; column.n_codes()];
    let mut n_entities = vec![0_u64; column.n_codes()];
    let mut n_last = vec![0_u64; column.n_codes()];
    for rows in histories.iter() {
        let usable = rows.iter().filter(|row| !is_guest[**row]).map(|row| column.codes[*row]);
        let mut codes: Vec<Code> = usable.filter(|code| *code != NO_VALUE).collect();
        codes.iter().for_each(|code| n_rows[*code as usize] += 1);
        // An only event is the last one whatever it is.
        if codes.len() < 2 {
            continue;
        }
        if let Some(last) = codes.last() {
            n_last[*last as usize] += 1;
        }
        codes.sort_unstable();
        // Once per entity, however often it did it.
        codes.dedup();
        codes.iter().for_each(|code| n_entities[*code as usize] += 1);
    }
    let seen = column.distinct().filter(|code| n_rows[*code as usize] > 0);
    let mut kinds: Vec<KindCounts> = seen
        .filter_map(|code| {
            let idx = code as usize;
            let (n_rows, n_entities, n_last) = (n_rows[idx], n_entities[idx], n_last[idx]);
            Some(KindCounts { name: column.text(code)?, n_rows, n_entities, n_last })
        })
        .collect();
    kinds.sort_by(|a, b| b.n_rows.cmp(&a.n_rows).then(a.name.cmp(&b.name)));
    kinds
}
