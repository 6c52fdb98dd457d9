//! Kinds that belong together: a visit and what it leads to, an approval and its opposite, and what
//! comes before leaving.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{Code, NO_VALUE};
use super::histories::Histories;
use super::kind_meanings::means_leaving;
use super::name_words::words;
use super::phrase::percent;
use super::table::Column;
use crate::schema::Kinds;

/// Time within which the second of a pair follows, and within which leaving follows its exposure.
const SUBMISSION_MS: i64 = 30 * 60 * 1_000;
const EXPOSURE_MS: i64 = 60 * 60 * 1_000;

/// Fewest events of the second kind, and the share of these that must have the first before.
const LEAST_SUBMISSIONS: u64 = 3;
const FOLLOWING_SHARE: f64 = 0.8;

/// Fewest entities that left, and the lift over all rows from which a kind leads to leaving.
const LEAST_LEAVERS: u64 = 10;
const LEAST_LIFT: f64 = 3.0;

/// Share of those who left that must have seen an exposure.
const EXPOSED_SHARE: f64 = 0.2;

/// Words by which a kind carries another one through.
const SUBMITTING: [&str; 12] = [
    "submit",
    "submitted",
    "confirm",
    "confirmed",
    "confirmation",
    "complete",
    "completed",
    "success",
    "succeeded",
    "done",
    "finished",
    "saved",
];

/// Words of approval with their opposites.
const APPROVALS: [(&str, &str); 10] = [
    ("up", "down"),
    ("upvote", "downvote"),
    ("like", "dislike"),
    ("like", "unlike"),
    ("follow", "unfollow"),
    ("favorite", "unfavorite"),
    ("favourite", "unfavourite"),
    ("star", "unstar"),
    ("subscribe", "unsubscribe"),
    ("love", "ban"),
];

/// Pairs of kinds, with a reason for each entry.
#[derive(Debug, Default)]
pub(super) struct KindPairs {
    pub(super) exposures: Vec<String>,
    pub(super) submissions: BTreeMap<String, String>,
    pub(super) opposites: BTreeMap<String, String>,
    pub(super) exposure_reasons: Vec<String>,
    pub(super) submission_reasons: Vec<String>,
}

pub(super) fn kind_pairs(
    column: &Column,
    histories: &Histories,
    times: &[Option<i64>],
    kinds: &Kinds,
) -> KindPairs {
    let names: BTreeMap<Code, String> =
        column.distinct().filter_map(|code| Some((code, column.text(code)?))).collect();
    let before = Before::new(column, histories, times);
    let mut pairs = KindPairs { opposites: opposites(&names), ..KindPairs::default() };
    pairs.find_submissions(&names, &before);
    pairs.find_exposures(&names, &before, kinds);
    pairs
}

impl KindPairs {
    fn find_submissions(&mut self, names: &BTreeMap<Code, String>, before: &Before) {
        for (first, name) in names {
            let leads_to = |(code, second): &(&Code, &String)| {
                *code != first && carries_through(name, second) && before.follows(*first, **code)
            };
            let Some((code, second)) = names.iter().find(leads_to) else { continue };
            let share = before.submission_share(*first, *code);
            self.submission_reasons.push(format!(
                "{second:?} has {name:?} within 30 minutes before it in {} of its rows.",
                percent(share)
            ));
            self.submissions.insert(name.clone(), second.clone());
        }
    }

    fn find_exposures(&mut self, names: &BTreeMap<Code, String>, before: &Before, kinds: &Kinds) {
        let is_churn = |code: &Code| names.get(code).is_some_and(|name| kinds.churn.contains(name));
        let churn: BTreeSet<Code> = names.keys().copied().filter(is_churn).collect();
        let n_left: u64 = churn.iter().map(|code| before.n_rows[*code as usize]).sum();
        if n_left < LEAST_LEAVERS {
            return;
        }
        let is_open = |code: &Code, name: &String| {
            !churn.contains(code) && kinds.main.as_ref() != Some(name) && !means_leaving(name)
        };
        for (code, name) in names.iter().filter(|(code, name)| is_open(code, name)) {
            let n_exposed: u64 = churn.iter().map(|churn| before.exposed(*code, *churn)).sum();
            // Most who do it leave: it is a step on the way out, and gives the leaving away.
            if 2 * n_exposed > before.n_rows[*code as usize] {
                continue;
            }
            let share = n_exposed as f64 / n_left as f64;
            let lift = share / before.base_share(*code).max(1e-9);
            if share >= EXPOSED_SHARE && lift >= LEAST_LIFT {
                self.exposure_reasons.push(format!(
                    "{name:?} comes within an hour before leaving in {}, {lift:.0} times as often as \
                     before any event.",
                    percent(share)
                ));
                self.exposures.push(name.clone());
            }
        }
    }
}

fn opposites(names: &BTreeMap<Code, String>) -> BTreeMap<String, String> {
    let by_words: BTreeMap<Vec<String>, &String> =
        names.values().map(|name| (words(name), name)).collect();
    let mut found = BTreeMap::new();
    for (own, name) in &by_words {
        let opposite = APPROVALS.iter().find_map(|(up, down)| {
            let at = own.iter().position(|word| word == up)?;
            let mut turned = own.clone();
            turned[at] = (*down).to_owned();
            by_words.get(&turned)
        });
        if let Some(opposite) = opposite {
            found.insert((*name).clone(), (*opposite).clone());
        }
    }
    found
}

/// Tells whether the words of the second kind are those of the first and one that submits.
fn carries_through(first: &str, second: &str) -> bool {
    let (first, mut second) = (words(first), words(second));
    let n_before = second.len();
    second.retain(|word| !SUBMITTING.contains(&word.as_str()));
    second.len() + 1 == n_before && !first.is_empty() && second == first
}

/// Events of each kind that come shortly before those of another.
struct Before {
    n_kinds: usize,
    n_rows: Vec<u64>,
    n_all: u64,
    /// By earlier kind and later kind.
    submissions: Vec<u64>,
    exposures: Vec<u64>,
}

impl Before {
    fn new(column: &Column, histories: &Histories, times: &[Option<i64>]) -> Before {
        let n_kinds = column.n_codes();
        let mut before = Before {
            n_kinds,
            n_rows: vec![0; n_kinds],
            n_all: 0,
            submissions: vec![0; n_kinds * n_kinds],
            exposures: vec![0; n_kinds * n_kinds],
        };
        for rows in histories.iter() {
            before.add(rows, column, times);
        }
        before
    }

    fn add(&mut self, rows: &[usize], column: &Column, times: &[Option<i64>]) {
        // When each kind came last.
        let mut last: BTreeMap<Code, i64> = BTreeMap::new();
        for row in rows {
            let (code, Some(time)) = (column.codes[*row], times[*row]) else { continue };
            if code == NO_VALUE {
                continue;
            }
            self.n_rows[code as usize] += 1;
            self.n_all += 1;
            for (earlier, at) in &last {
                let cell = *earlier as usize * self.n_kinds + code as usize;
                self.submissions[cell] += u64::from(time - at <= SUBMISSION_MS);
                self.exposures[cell] += u64::from(time - at <= EXPOSURE_MS);
            }
            last.insert(code, time);
        }
    }

    fn submission_share(&self, first: Code, second: Code) -> f64 {
        let n = self.submissions[first as usize * self.n_kinds + second as usize];
        n as f64 / self.n_rows[second as usize].max(1) as f64
    }

    fn follows(&self, first: Code, second: Code) -> bool {
        self.n_rows[second as usize] >= LEAST_SUBMISSIONS
            && self.submission_share(first, second) >= FOLLOWING_SHARE
    }

    fn exposed(&self, kind: Code, churn: Code) -> u64 {
        self.exposures[kind as usize * self.n_kinds + churn as usize]
    }

    /// Share of all events that have the kind within the hour before.
    fn base_share(&self, kind: Code) -> f64 {
        let start = kind as usize * self.n_kinds;
        let n: u64 = self.exposures[start..start + self.n_kinds].iter().sum();
        n as f64 / self.n_all.max(1) as f64
    }
}
