//! Role of the sequence: the column of the position within the session.

use super::candidate::{Candidate, RoleProposal, choose};
use super::code::NO_VALUE;
use super::histories::Histories;
use super::name_words::{has, points};
use super::phrase::percent;
use super::table::{Column, ColumnIdx, Table};
use super::time_form::number;

const LEAST_SCORE: f64 = 2.5;

/// Fewest pairs of rows that must have had the chance not to ascend.
const LEAST_PAIRS: usize = 3;

const FOR_IT: [(&str, f64); 9] = [
    ("seq", 3.0),
    ("sequence", 3.0),
    ("step", 3.0),
    ("index", 3.0),
    ("idx", 3.0),
    ("position", 3.0),
    ("ordinal", 3.0),
    ("offset", 2.0),
    ("nr", 2.0),
];

const AGAINST: [(&str, f64); 9] = [
    ("price", 3.0),
    ("amount", 3.0),
    ("total", 3.0),
    ("balance", 3.0),
    ("age", 3.0),
    ("quantity", 3.0),
    ("duration", 3.0),
    ("length", 3.0),
    ("status", 3.0),
];

pub(super) fn sequence(
    table: &Table,
    taken: &[ColumnIdx],
    histories: &Histories,
    times: &[Option<i64>],
    session: Option<ColumnIdx>,
) -> Option<(ColumnIdx, RoleProposal)> {
    let session = session.map(|idx| &table.columns[idx]);
    let within = if session.is_some() { "a session" } else { "an entity" };
    let candidates = table.columns.iter().enumerate().filter_map(|(idx, column)| {
        let is_eligible = !taken.contains(&idx) && is_eligible(column);
        let steps = is_eligible.then(|| Steps::new(column, histories, times, session))?;
        candidate(idx, column, &steps, within)
    });
    choose("sequence", table, candidates.collect(), LEAST_SCORE)
}

fn is_eligible(column: &Column) -> bool {
    let profile = &column.profile;
    profile.is_whole() && !profile.is_time() && profile.coverage() >= 0.9
}

fn name_points(column: &Column) -> f64 {
    let points = points(&column.words, &FOR_IT, &AGAINST);
    let is_item_in_session = has(&column.words, "in") && has(&column.words, "session");
    if is_item_in_session { points.max(3.0) } else { points }
}

fn candidate(idx: ColumnIdx, column: &Column, steps: &Steps, within: &str) -> Option<Candidate> {
    let mut candidate = Candidate::new(idx, name_points(column));
    // A name may stand alone where the sample shows too little, as a guess.
    if steps.n_pairs < LEAST_PAIRS {
        return (candidate.score > 0.0).then(|| {
            candidate.add(0.0, format!("too few rows of {within} to see whether it ascends"));
            candidate
        });
    }
    let ascending = steps.n_ascending as f64 / steps.n_pairs as f64;
    let by_one = steps.n_by_one as f64 / steps.n_pairs as f64;
    match ascending >= 0.95 {
        true => {
            let share = percent(ascending);
            candidate.add(2.0, format!("ascending within {within} in {share} of the rows"));
        }
        false => candidate.add(-3.0, format!("though it does not ascend within {within}")),
    }
    if by_one >= 0.5 {
        candidate.add(1.0, format!("by one in {}", percent(by_one)));
    }
    Some(candidate)
}

/// Steps of a column between rows of one session that are apart in time.
#[derive(Debug, Default)]
struct Steps {
    n_pairs: usize,
    n_ascending: usize,
    n_by_one: usize,
}

impl Steps {
    fn new(
        column: &Column,
        histories: &Histories,
        times: &[Option<i64>],
        session: Option<&Column>,
    ) -> Steps {
        let mut steps = Steps::default();
        for (before, after) in histories.pairs() {
            let is_same_session = session.is_none_or(|session| {
                let code = session.codes[before];
                code != NO_VALUE && code == session.codes[after]
            });
            // Rows of one instant are what a sequence is to order; they cannot tell whether it
            // does.
            if is_same_session && times[before] < times[after] {
                steps.add(column, before, after);
            }
        }
        steps
    }

    fn add(&mut self, column: &Column, before: usize, after: usize) {
        let position = |row: usize| number(column.cell(column.codes[row]));
        let (Some(before), Some(after)) = (position(before), position(after)) else { return };
        self.n_pairs += 1;
        self.n_ascending += usize::from(after > before);
        self.n_by_one += usize::from(after == before + 1.0);
    }
}
