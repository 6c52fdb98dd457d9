//! Role of the entity: the column that says who acted, and may leave.

use super::candidate::{Candidate, RoleProposal, choose, named};
use super::dependency::determines;
use super::histories::Histories;
use super::name_words::{has, points};
use super::phrase::{count, percent};
use super::table::{Column, ColumnIdx, Table};
use super::time_role::EventTime;

const LEAST_SCORE: f64 = 2.0;

/// Columns weighed in full, and columns they are compared with, so that a log of hundreds of
/// columns takes no longer.
const MAX_CANDIDATES: usize = 16;
const MAX_COMPARED: usize = 64;

/// Distinct small numbers that are counts and not ids, in a log of so many rows.
const MOST_COUNTS: u64 = 100;
const MANY_ROWS: u64 = 1_000;

/// Words of names that speak for the entity. One who pays stands before one who clicks: where both
/// are there, it is the payer who leaves.
const FOR_IT: [(&str, f64); 55] = [
    ("customer", 4.0),
    ("account", 4.0),
    ("subscriber", 4.0),
    ("tenant", 4.0),
    ("organisation", 4.0),
    ("organization", 4.0),
    ("org", 4.0),
    ("company", 4.0),
    ("household", 4.0),
    ("workspace", 4.0),
    ("entity", 4.0),
    ("user", 3.5),
    ("uid", 3.5),
    ("member", 3.0),
    ("client", 3.0),
    ("player", 3.0),
    ("patient", 3.0),
    ("student", 3.0),
    ("person", 3.0),
    ("reader", 3.0),
    ("listener", 3.0),
    ("viewer", 3.0),
    ("who", 3.0),
    ("msisdn", 3.0),
    ("visitor", 2.0),
    ("actor", 2.0),
    ("buyer", 4.0),
    ("shopper", 4.0),
    ("donor", 4.0),
    ("passenger", 3.0),
    ("rider", 3.0),
    ("driver", 3.0),
    ("employee", 3.0),
    ("reviewer", 3.0),
    ("author", 3.0),
    ("sender", 3.0),
    ("source", 2.0),
    ("src", 2.0),
    ("from", 2.5),
    ("orig", 2.0),
    ("host", 1.5),
    ("case", 3.0),
    ("caller", 3.0),
    ("contact", 2.5),
    ("owner", 2.5),
    ("learner", 3.0),
    ("contributor", 3.0),
    ("borrower", 3.0),
    ("card", 2.5),
    ("cardholder", 4.0),
    ("device", 1.5),
    ("distinct", 3.0),
    ("msno", 3.0),
    ("login", 2.0),
    ("rater", 3.0),
];

const AGAINST: [(&str, f64); 87] = [
    ("session", 3.0),
    ("cookie", 2.0),
    ("event", 3.0),
    ("order", 3.0),
    ("product", 3.0),
    ("sku", 3.0),
    ("item", 3.0),
    ("song", 3.0),
    ("request", 3.0),
    ("trace", 3.0),
    ("type", 3.0),
    ("role", 3.0),
    ("status", 3.0),
    ("plan", 3.0),
    ("level", 3.0),
    ("tier", 3.0),
    ("agent", 6.0),
    ("addr", 3.0),
    ("address", 3.0),
    ("timestamp", 4.0),
    ("time", 4.0),
    ("date", 4.0),
    ("ip", 3.0),
    ("age", 3.0),
    ("gender", 3.0),
    ("country", 3.0),
    ("city", 3.0),
    ("location", 3.0),
    ("region", 3.0),
    ("zip", 3.0),
    ("language", 3.0),
    ("count", 3.0),
    ("amount", 3.0),
    ("price", 3.0),
    ("quantity", 3.0),
    ("method", 3.0),
    ("page", 3.0),
    ("action", 3.0),
    ("kind", 3.0),
    ("version", 3.0),
    ("email", 1.0),
    ("name", 1.5),
    ("vendor", 3.0),
    ("seller", 2.5),
    ("store", 3.0),
    ("shop", 2.5),
    ("merchant", 2.5),
    ("branch", 3.0),
    ("warehouse", 3.0),
    ("supplier", 3.0),
    ("movie", 3.0),
    ("film", 3.0),
    ("video", 3.0),
    ("track", 3.0),
    ("invoice", 3.0),
    ("transaction", 3.0),
    ("receipt", 3.0),
    ("postal", 3.0),
    ("category", 3.0),
    ("segment", 3.0),
    ("channel", 2.0),
    ("rating", 3.0),
    ("score", 3.0),
    ("resp", 1.0),
    ("dst", 1.0),
    ("port", 3.0),
    ("parent", 2.0),
    ("reply", 3.0),
    ("in", 1.0),
    ("row", 4.0),
    ("index", 3.0),
    ("mode", 3.0),
    ("discount", 3.0),
    ("state", 3.0),
    ("activity", 3.0),
    ("url", 4.0),
    ("image", 4.0),
    ("avatar", 4.0),
    ("color", 4.0),
    ("text", 4.0),
    ("description", 4.0),
    ("background", 4.0),
    ("banner", 4.0),
    ("lang", 3.0),
    ("zone", 3.0),
    ("title", 3.0),
    ("team", 1.0),
];

pub(super) fn entity(table: &Table, time: &EventTime) -> Option<(ColumnIdx, RoleProposal)> {
    let mut candidates: Vec<Candidate> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(idx, column)| *idx != time.column && is_eligible(column))
        .map(|(idx, column)| by_itself(idx, column))
        .collect();
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.column.cmp(&b.column)));
    // What follows compares pairs of columns. Names and counts alone are cheap and leave out most.
    candidates.truncate(MAX_CANDIDATES);
    let compared = compared(table, time.column);
    for candidate in &mut candidates {
        among_others(candidate, table, &compared);
        over_time(candidate, table, time);
    }
    choose("entity", table, candidates, LEAST_SCORE)
}

fn is_eligible(column: &Column) -> bool {
    let is_time = column.profile.is_time() && name_points(column) <= 0.0;
    // A number of seconds since 1970 is a whole number too; a column that is named as an actor may
    // be one all the same.
    column.profile.is_id() && !is_time && column.profile.coverage() >= 0.05
}

fn name_points(column: &Column) -> f64 {
    points(&column.words, &FOR_IT, &AGAINST)
}

/// Weighs the column without the others.
fn by_itself(idx: ColumnIdx, column: &Column) -> Candidate {
    let profile = &column.profile;
    let mut candidate = Candidate::new(idx, name_points(column));
    let distinct = count(profile.n_distinct, "distinct value");
    candidate.add(
        profile.coverage(),
        format!("{distinct} in {} of the rows", percent(profile.coverage())),
    );
    // `actor.id` before `payload.forkee.owner.id`.
    candidate.add_silently(-0.3 * column.depth() as f64);
    if profile.coverage() < 0.5 {
        candidate.add_silently(-1.5);
    }
    by_form(&mut candidate, column);
    let rows_per_value = profile.rows_per_value();
    match rows_per_value {
        r if r >= 2.0 => candidate.add(1.0, format!("{r:.1} rows each on average")),
        r if r >= 1.3 => candidate.add_silently(0.3),
        _ if profile.n_rows >= 20 => candidate.add(-2.0, "hardly any value occurs twice"),
        _ => candidate.add_silently(-0.5),
    }
    if profile.n_distinct == 1 && profile.n_rows >= 5 {
        candidate.add(-2.0, "though there is only one");
    }
    if column.id_share() >= 0.8 {
        candidate.add(1.0, "values that look like ids");
    }
    candidate
}

/// Weighs the form of the values and the place of the column.
fn by_form(candidate: &mut Candidate, column: &Column) {
    let profile = &column.profile;
    let points = name_points(column);
    if points > 0.0 && has(&column.words, "id") {
        candidate.add_silently(0.5);
    }
    if points <= 0.0 {
        let range = profile.max.zip(profile.min).map_or(f64::MAX, |(max, min)| max - min);
        let is_count = profile.is_whole() && range <= 2.0 * profile.n_distinct as f64;
        if is_count && profile.n_distinct <= MOST_COUNTS && profile.n_rows >= MANY_ROWS {
            candidate.add(-1.5, "though these are small numbers");
        }
        // Without names the first column is as often the one who acted as not.
        if profile.name == "column_1" {
            candidate.add_silently(0.75);
        }
    }
}

/// Columns that vary, the first ones of these.
fn compared(table: &Table, time: ColumnIdx) -> Vec<ColumnIdx> {
    let varies = |idx: &ColumnIdx| *idx != time && table.columns[*idx].profile.n_distinct > 1;
    (0..table.columns.len()).filter(varies).take(MAX_COMPARED).collect()
}

/// An entity settles what belongs to it, and is settled by what belongs to one entity only.
fn among_others(candidate: &mut Candidate, table: &Table, compared: &[ColumnIdx]) {
    let own = &table.columns[candidate.column];
    let others = || compared.iter().copied().filter(|idx| *idx != candidate.column);
    let settled: Vec<_> = others().filter(|idx| determines(own, &table.columns[*idx])).collect();
    let settling: Vec<_> = others()
        .filter(|idx| is_finer(&table.columns[*idx], own) && determines(&table.columns[*idx], own))
        .collect();
    if !settled.is_empty() {
        let points = (0.5 * settled.len() as f64).min(1.5);
        candidate.add(points, format!("each has one value of {}", named(table, &settled)));
    }
    if !settling.is_empty() {
        candidate.add(1.0, format!("each value of {} belongs to one", named(table, &settling)));
    }
    // A user has a plan, a city, sessions: a column that settles nothing is hardly an actor.
    if settled.is_empty() && settling.is_empty() {
        candidate.add_silently(-1.0);
    }
}

/// Tells whether a column divides the rows more finely than another, into groups and not single
/// rows.
fn is_finer(column: &Column, than: &Column) -> bool {
    let profile = &column.profile;
    profile.is_id()
        && profile.n_distinct > than.profile.n_distinct
        && profile.rows_per_value() >= 1.3
}

/// An entity is there for long; a session is not.
fn over_time(candidate: &mut Candidate, table: &Table, time: &EventTime) {
    let histories = Histories::new(&table.columns[candidate.column], &time.instants, None);
    let Some(whole) = span(time.instants.iter().flatten().copied()) else { return };
    let instants = |rows: &[usize]| span(rows.iter().filter_map(|row| time.instants[*row]));
    // Entities with one row have no span, and there are many in a short sample.
    let mut spans: Vec<i64> =
        histories.iter().filter(|rows| rows.len() > 1).filter_map(instants).collect();
    spans.sort_unstable();
    if let Some(median) = spans.get(spans.len() / 2)
        && whole > 0
    {
        let share = *median as f64 / whole as f64;
        let reason = format!("its rows span {} of the time in the median", percent(share));
        candidate.add(share, reason);
    }
}

fn span(instants: impl Iterator<Item = i64> + Clone) -> Option<i64> {
    Some(instants.clone().max()? - instants.min()?)
}
