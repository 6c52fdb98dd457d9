//! Role of the session.

use std::collections::HashSet;

use super::candidate::{Candidate, RoleProposal, choose};
use super::code::{Code, NO_VALUE};
use super::histories::Histories;
use super::name_words::points;
use super::phrase::percent;
use super::table::{Column, ColumnIdx, Table};

/// More than the shape of its runs gives a column that is no session: a name, or longer pauses
/// between.
const LEAST_SCORE: f64 = 4.5;

const FOR_IT: [(&str, f64); 5] =
    [("session", 4.0), ("visit", 4.0), ("sid", 3.0), ("sess", 3.0), ("cookie", 1.0)];

const AGAINST: [(&str, f64); 28] = [
    ("item", 4.0),
    ("insert", 4.0),
    ("event", 4.0),
    ("message", 4.0),
    ("request", 3.0),
    ("port", 4.0),
    ("row", 4.0),
    ("text", 5.0),
    ("name", 4.0),
    ("description", 4.0),
    ("length", 4.0),
    ("duration", 4.0),
    ("count", 4.0),
    ("number", 4.0),
    ("index", 4.0),
    ("start", 4.0),
    ("end", 4.0),
    ("type", 4.0),
    ("product", 3.0),
    ("sku", 3.0),
    ("song", 3.0),
    ("artist", 3.0),
    ("price", 3.0),
    ("plan", 3.0),
    ("level", 3.0),
    ("status", 3.0),
    ("method", 3.0),
    ("url", 3.0),
];

pub(super) fn session(
    table: &Table,
    taken: &[ColumnIdx],
    histories: &Histories,
    times: &[Option<i64>],
) -> Option<(ColumnIdx, RoleProposal)> {
    let candidates = table
        .columns
        .iter()
        .enumerate()
        .filter(|(idx, column)| !taken.contains(idx) && is_eligible(column))
        .filter_map(|(idx, column)| candidate(idx, column, histories, times));
    choose("session", table, candidates.collect(), LEAST_SCORE)
}

fn is_eligible(column: &Column) -> bool {
    let is_time = column.profile.is_time() && name_points(column) <= 0.0;
    column.profile.is_id() && !is_time && column.profile.coverage() >= 0.3
}

fn name_points(column: &Column) -> f64 {
    points(&column.words, &FOR_IT, &AGAINST)
}

fn candidate(
    idx: ColumnIdx,
    column: &Column,
    histories: &Histories,
    times: &[Option<i64>],
) -> Option<Candidate> {
    let blocks = Blocks::new(column, histories, times);
    if blocks.n_blocks == 0 {
        return None;
    }
    let mut candidate = Candidate::new(idx, name_points(column));
    match blocks.contiguity() {
        c if c >= 0.95 => candidate.add(1.5, "an entity's rows of one value follow one another"),
        c if c >= 0.8 => candidate.add_silently(0.5),
        c => {
            let interrupted = percent(1.0 - c);
            candidate.add(-2.0, format!("though {interrupted} of its runs resume an earlier one"));
        }
    }
    match blocks.rows_per_block() {
        rows if rows >= 1.3 => candidate.add(1.0, format!("{rows:.1} rows each on average")),
        _ => candidate.add(-2.0, "though hardly any has more than one row"),
    }
    match blocks.blocks_per_entity() {
        n if n >= 1.5 => candidate.add(1.0, format!("{n:.1} of an entity on average")),
        n if n <= 1.05 && blocks.n_rows >= 20 => {
            candidate.add(-2.0, "though an entity has one only");
        }
        _ => {}
    }
    // Sessions are what people pause between, which no other id of a group of rows has.
    match blocks.gap_ratio() {
        Some(ratio) if ratio >= 3.0 => candidate.add(1.5, "with longer pauses between than within"),
        Some(ratio) if ratio <= 1.0 => {
            candidate.add(-1.5, "though the pauses between are no longer than within");
        }
        _ => {}
    }
    match blocks.entities_per_value() {
        // In Sparkify's log ids of sessions are used again by others, so that sharing a few is no
        // objection.
        n if n <= 1.1 => candidate.add(1.5, "each belongs to one entity"),
        n if n <= 4.0 => candidate.add(0.0, format!("{n:.1} entities share one on average")),
        n => candidate.add(-1.5, format!("though {n:.0} entities share one on average")),
    }
    candidate.add_silently(if column.id_share() >= 0.8 { 0.5 } else { 0.0 });
    Some(candidate)
}

/// Blocks into which the values of a column divide the histories; a block is one value of one
/// entity.
#[derive(Debug, Default)]
struct Blocks {
    n_rows: usize,
    n_runs: usize,
    n_blocks: usize,
    n_values: usize,
    n_entities: usize,
    gaps_within: Vec<i64>,
    gaps_between: Vec<i64>,
}

impl Blocks {
    fn new(column: &Column, histories: &Histories, times: &[Option<i64>]) -> Blocks {
        let mut blocks = Blocks::default();
        let mut values = HashSet::new();
        for rows in histories.iter() {
            let codes = rows.iter().map(|row| column.codes[*row]);
            let codes: Vec<Code> = codes.filter(|code| *code != NO_VALUE).collect();
            let own: HashSet<Code> = codes.iter().copied().collect();
            blocks.n_rows += codes.len();
            // A value that comes back later is one block in two runs, which sessions never are.
            blocks.n_runs += codes.chunk_by(|a, b| a == b).count();
            blocks.n_blocks += own.len();
            blocks.n_entities += usize::from(!own.is_empty());
            values.extend(own);
        }
        blocks.n_values = values.len();
        blocks.measure_gaps(column, histories, times);
        blocks
    }

    fn measure_gaps(&mut self, column: &Column, histories: &Histories, times: &[Option<i64>]) {
        for (before, after) in histories.pairs() {
            let (Some(start), Some(end)) = (times[before], times[after]) else { continue };
            match column.codes[before] == column.codes[after] {
                true => self.gaps_within.push(end - start),
                false => self.gaps_between.push(end - start),
            }
        }
        self.gaps_within.sort_unstable();
        self.gaps_between.sort_unstable();
    }

    /// The median pause between blocks over that within.
    fn gap_ratio(&self) -> Option<f64> {
        let median = |gaps: &[i64]| gaps.get(gaps.len() / 2).map(|gap| *gap as f64);
        Some(median(&self.gaps_between)? / median(&self.gaps_within)?.max(1.0))
    }

    fn contiguity(&self) -> f64 {
        self.n_blocks as f64 / self.n_runs as f64
    }

    fn rows_per_block(&self) -> f64 {
        self.n_rows as f64 / self.n_blocks as f64
    }

    fn blocks_per_entity(&self) -> f64 {
        self.n_blocks as f64 / self.n_entities as f64
    }

    fn entities_per_value(&self) -> f64 {
        self.n_blocks as f64 / self.n_values as f64
    }
}
