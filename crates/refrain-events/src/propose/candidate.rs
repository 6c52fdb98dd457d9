//! Columns that stand for a role, weighed against each other.

use std::fmt;

use super::phrase::listed;
use super::table::{ColumnIdx, Table};

/// Alternatives that are named.
const MAX_ALTERNATIVES: usize = 2;

/// Share of the best score from which another column is an alternative.
const ALTERNATIVE_SHARE: f64 = 0.5;

/// Points from which a name is said to speak for the role.
const TELLING_NAME: f64 = 1.5;

/// Lead in points over the runner-up that makes a choice likely, and nearly certain.
const LIKELY_LEAD: f64 = 1.0;
const CERTAIN_LEAD: f64 = 2.0;

/// Rows below which statistics say too little for certainty.
const FEW_ROWS: usize = 10;

/// Confidence in a [`RoleProposal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Confidence {
    /// Another column would do nearly as well, or nothing but the statistics speaks for it.
    Guess,
    /// Name or statistics set it apart from the others.
    Likely,
    /// Name and statistics agree, and no other column comes near.
    NearlyCertain,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Confidence::Guess => "a guess",
            Confidence::Likely => "likely",
            Confidence::NearlyCertain => "nearly certain",
        })
    }
}

/// A column that could have had a role as well.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Alternative {
    /// The column.
    pub column: String,
    /// Reasons for it, and against.
    pub reasons: Vec<String>,
}

/// The column proposed for a role.
///
/// It displays as a sentence with the reasons.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RoleProposal {
    /// The role as schema files name it: `entity`, `time`, `kind`, `session`, `sequence` or
    /// `registration`.
    pub role: &'static str,
    /// The column.
    pub column: String,
    /// Confidence in the choice.
    pub confidence: Confidence,
    /// Reasons for the column, and against.
    pub reasons: Vec<String>,
    /// Columns that come next, the best first.
    pub alternatives: Vec<Alternative>,
}

impl fmt::Display for RoleProposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons = self.reasons.join("; ");
        write!(f, "`{}` is the {} ({}): {reasons}.", self.column, self.role, self.confidence)
    }
}

/// A column under consideration for a role.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) column: ColumnIdx,
    pub(super) score: f64,
    has_name: bool,
    reasons: Vec<String>,
}

impl Candidate {
    /// Begins with the points of the name.
    pub(super) fn new(column: ColumnIdx, name_points: f64) -> Candidate {
        let mut candidate = Candidate {
            column,
            score: 0.0,
            has_name: name_points >= TELLING_NAME,
            reasons: Vec::new(),
        };
        match name_points {
            p if p >= TELLING_NAME => candidate.add(p, "the name says so"),
            // Said as well, since it is what a reader of the draft would object to.
            p if p < 0.0 => candidate.add(p, "the name speaks against it"),
            p => candidate.add_silently(p),
        }
        candidate
    }

    /// Adds points, or takes them away, for a reason.
    pub(super) fn add(&mut self, points: f64, reason: impl Into<String>) {
        self.score += points;
        self.reasons.push(reason.into());
    }

    /// Adds points that need no words.
    pub(super) fn add_silently(&mut self, points: f64) {
        self.score += points;
    }
}

/// Chooses the best candidate that has the least score; of equal ones the first column.
pub(super) fn choose(
    role: &'static str,
    table: &Table,
    mut candidates: Vec<Candidate>,
    least_score: f64,
) -> Option<(ColumnIdx, RoleProposal)> {
    candidates.retain(|candidate| candidate.score >= least_score);
    // Of equal scores the first column, so that the same log gives the same schema.
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.column.cmp(&b.column)));
    let confidence = confidence(&candidates, table.n_rows)?;
    let mut candidates = candidates.into_iter();
    let best = candidates.next()?;
    let near = candidates.filter(|other| other.score >= ALTERNATIVE_SHARE * best.score);
    let alternatives = near.take(MAX_ALTERNATIVES).map(|candidate| Alternative {
        column: table.name(candidate.column).to_owned(),
        reasons: candidate.reasons,
    });
    let proposal = RoleProposal {
        role,
        column: table.name(best.column).to_owned(),
        confidence,
        reasons: best.reasons,
        alternatives: alternatives.collect(),
    };
    Some((best.column, proposal))
}

fn confidence(sorted: &[Candidate], n_rows: usize) -> Option<Confidence> {
    let best = sorted.first()?;
    // The lead, not the score: two good columns make a doubtful choice.
    let lead = best.score - sorted.get(1).map_or(0.0, |second| second.score);
    Some(match best.has_name {
        true if lead >= CERTAIN_LEAD && n_rows >= FEW_ROWS => Confidence::NearlyCertain,
        true if lead >= LIKELY_LEAD => Confidence::Likely,
        false if lead >= CERTAIN_LEAD && n_rows >= FEW_ROWS => Confidence::Likely,
        _ => Confidence::Guess,
    })
}

/// The names of columns, as they stand in a reason.
pub(super) fn named(table: &Table, columns: &[ColumnIdx]) -> String {
    listed(&columns.iter().map(|column| format!("`{}`", table.name(*column))).collect::<Vec<_>>())
}
