//! Role of the kind: the column that says what was done.

use super::candidate::{Candidate, RoleProposal, choose, named};
use super::code::Code;
use super::dependency::{determines, determines_presence};
use super::histories::Histories;
use super::name_words::{has, points, words};
use super::phrase::{count, percent};
use super::table::{Column, ColumnIdx, Table};

const LEAST_SCORE: f64 = 1.5;

/// Distinct values from which a column is no list of kinds.
const MANY_KINDS: u64 = 200;

/// Columns compared with a candidate.
const MAX_COMPARED: usize = 64;

/// Rows per value from which a column of ids is a list.
const LIST_ROWS: f64 = 20.0;

/// Words for what is done.
const ACTS: [&str; 46] = [
    "login",
    "logout",
    "view",
    "click",
    "search",
    "browse",
    "browsing",
    "add",
    "remove",
    "cart",
    "checkout",
    "buy",
    "purchase",
    "order",
    "pay",
    "payment",
    "refund",
    "return",
    "register",
    "signup",
    "cancel",
    "upgrade",
    "downgrade",
    "play",
    "pause",
    "stop",
    "start",
    "open",
    "close",
    "create",
    "update",
    "delete",
    "edit",
    "post",
    "comment",
    "like",
    "share",
    "follow",
    "join",
    "leave",
    "send",
    "receive",
    "upload",
    "download",
    "visit",
    "scroll",
];

const FOR_IT: [(&str, f64); 20] = [
    ("event", 4.0),
    ("action", 4.0),
    ("activity", 4.0),
    ("kind", 4.0),
    ("verb", 4.0),
    ("operation", 4.0),
    ("what", 3.5),
    ("page", 3.0),
    ("type", 3.0),
    ("command", 3.0),
    ("screen", 2.0),
    ("view", 2.0),
    ("endpoint", 2.0),
    ("path", 1.5),
    ("url", 1.5),
    ("topic", 1.5),
    ("subtype", 3.0),
    ("behavior", 3.0),
    ("behaviour", 3.0),
    ("name", 0.5),
];

const AGAINST: [(&str, f64); 40] = [
    ("id", 3.0),
    ("user", 3.0),
    ("agent", 3.0),
    ("customer", 3.0),
    ("account", 3.0),
    ("first", 3.0),
    ("last", 3.0),
    ("plan", 3.0),
    ("level", 3.0),
    ("tier", 3.0),
    ("device", 3.0),
    ("browser", 3.0),
    ("referrer", 3.0),
    ("product", 2.0),
    ("item", 2.0),
    ("song", 2.0),
    ("gender", 3.0),
    ("country", 3.0),
    ("city", 3.0),
    ("status", 2.0),
    ("method", 1.0),
    ("currency", 3.0),
    ("card", 3.0),
    ("payment", 3.0),
    ("vehicle", 3.0),
    ("room", 3.0),
    ("ticket", 3.0),
    ("member", 3.0),
    ("ride", 3.0),
    ("rideable", 3.0),
    ("content", 3.0),
    ("mime", 3.0),
    ("store", 3.0),
    ("shop", 3.0),
    ("property", 3.0),
    ("category", 2.0),
    ("segment", 2.0),
    ("brand", 3.0),
    ("subscription", 2.0),
    ("os", 3.0),
];

pub(super) fn kind(
    table: &Table,
    taken: &[ColumnIdx],
    entity: ColumnIdx,
    histories: &Histories,
) -> Option<(ColumnIdx, RoleProposal)> {
    let eligible =
        |(idx, column): &(ColumnIdx, &Column)| !taken.contains(idx) && is_eligible(column);
    let candidates = table.columns.iter().enumerate().filter(eligible).map(|(idx, column)| {
        let mut candidate = by_itself(idx, column);
        within_entities(&mut candidate, column, &table.columns[entity], histories);
        among_others(&mut candidate, table, taken);
        candidate
    });
    choose("kind", table, candidates.collect(), LEAST_SCORE)
}

fn is_eligible(column: &Column) -> bool {
    let profile = &column.profile;
    let is_list = profile.n_distinct <= MANY_KINDS && profile.rows_per_value() >= 2.0;
    let is_code = profile.is_id() && is_list && name_points(column) >= 3.0;
    (profile.is_words() || is_code) && profile.coverage() >= 0.5 && !profile.is_time()
}

pub(super) fn name_points(column: &Column) -> f64 {
    let for_it = points(&column.words, &FOR_IT, &[]);
    let against = -points(&column.words, &[], &AGAINST);
    // `ActivityID` with a dozen values is a list of activities and no id of each row.
    let is_list = column.profile.n_distinct <= MANY_KINDS
        && column.profile.rows_per_value() >= LIST_ROWS
        && has(&column.words, "id");
    match is_list && for_it >= 3.0 && against <= 3.0 {
        true => for_it - 0.5,
        false => for_it - against,
    }
}

/// Tells whether most values are words for what is done, such as `add_to_cart`.
pub(super) fn are_acts(column: &Column) -> bool {
    let is_act = |code: &Code| {
        let text = column.text(*code).unwrap_or_default();
        words(&text)
            .iter()
            .any(|word| ACTS.contains(&word.as_str()) || (word.len() > 5 && word.ends_with("ed")))
    };
    let n_acts = column.distinct().filter(is_act).count();
    let n_distinct = column.profile.n_distinct as usize;
    (2..=MANY_KINDS as usize).contains(&n_distinct) && 2 * n_acts >= n_distinct
}

/// The columns of which it settles whether a row has them.
pub(super) fn explained(table: &Table, own: ColumnIdx, taken: &[ColumnIdx]) -> Vec<ColumnIdx> {
    let key = &table.columns[own];
    let compared = (0..table.columns.len()).filter(|idx| !taken.contains(idx)).take(MAX_COMPARED);
    let others = compared.filter(|idx| *idx != own);
    others.filter(|idx| determines_presence(key, &table.columns[*idx])).collect()
}

fn by_itself(idx: ColumnIdx, column: &Column) -> Candidate {
    let profile = &column.profile;
    let mut candidate = Candidate::new(idx, name_points(column));
    match profile.coverage() {
        c if c >= 0.999 => candidate.add(1.0, "present in every row"),
        c if c >= 0.95 => candidate.add(0.5, format!("present in {} of the rows", percent(c))),
        c => candidate.add(-1.0, format!("present in {} of the rows only", percent(c))),
    }
    let distinct = count(profile.n_distinct, "distinct value");
    match profile.n_distinct {
        1 if profile.n_rows > 1 => candidate.add(-0.5, "though it never varies"),
        _ if profile.rows_per_value() < 2.0 && profile.n_rows >= 10 => {
            candidate.add(-2.0, format!("{distinct}, hardly any of which occurs twice"));
        }
        n if n <= MANY_KINDS => candidate.add(1.0, distinct),
        _ => {}
    }
    if profile.is_words() && column.id_share() < 0.3 {
        candidate.add(0.5, "words and not ids");
    }
    candidate
}

/// An entity does different things; what never varies within one belongs to it.
fn within_entities(
    candidate: &mut Candidate,
    column: &Column,
    entity: &Column,
    histories: &Histories,
) {
    // A plan or a country is a word in every row as well, but does not change from row to row.
    if determines(entity, column) {
        candidate.add(-2.0, "though an entity has one value of it");
        return;
    }
    let n_pairs = histories.pairs().count();
    let changes = |(a, b): &(usize, usize)| column.codes[*a] != column.codes[*b];
    let n_changes = histories.pairs().filter(changes).count();
    if n_changes == 0 {
        return;
    }
    let share = n_changes as f64 / n_pairs as f64;
    let reason = format!("it changes from row to row of an entity in {}", percent(share));
    // Songs are played in a row, so that a third of the rows is as good as all.
    candidate.add(1.5 * (share / 0.3).min(1.0), reason);
}

/// Weighs the column against the others: what was done settles which columns a row has, and is not
/// settled by a finer list of words.
fn among_others(candidate: &mut Candidate, table: &Table, taken: &[ColumnIdx]) {
    let own = &table.columns[candidate.column];
    if own.profile.n_distinct > MANY_KINDS {
        return;
    }
    let compared = (0..table.columns.len()).filter(|idx| !taken.contains(idx)).take(MAX_COMPARED);
    let others: Vec<_> = compared.filter(|idx| *idx != candidate.column).collect();
    let explained = explained(table, candidate.column, taken);
    if !explained.is_empty() {
        candidate.add(1.0, format!("it settles which rows have {}", named(table, &explained)));
    }
    let is_finer = |column: &Column| {
        let n = column.profile.n_distinct;
        column.profile.is_words()
            && n > own.profile.n_distinct
            && n <= MANY_KINDS
            && determines(column, own)
    };
    let finer: Vec<_> = others.into_iter().filter(|idx| is_finer(&table.columns[*idx])).collect();
    // Such as a group of pages beside the page: the finer one says more.
    if !finer.is_empty() {
        candidate.add(-0.75, format!("though {} settles it", named(table, &finer)));
    }
}
