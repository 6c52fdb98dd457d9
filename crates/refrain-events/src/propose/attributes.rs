//! Attributes: columns without a role that are worth keeping, and their types.

use refrain_core::AttributeType;

use super::name_words::{has, has_any};
use super::phrase::count;
use super::table::{Column, ColumnIdx, Table};
use super::time_role::written;
use crate::schema::AttributeSpec;

/// Rows below which nothing is told from the number of distinct values.
const FEW_ROWS: u64 = 20;

/// Names of columns that hold ids, whatever their type.
const ID_WORDS: [&str; 9] = ["id", "uuid", "guid", "sku", "code", "zip", "hash", "token", "key"];

/// Names of columns that tell who a person is.
const PERSONAL_WORDS: [&str; 10] =
    ["email", "phone", "ip", "address", "addr", "password", "ssn", "surname", "birth", "birthday"];

/// Decision on a column without a role.
#[derive(Debug)]
pub(super) struct ColumnUse {
    pub(super) column: ColumnIdx,
    pub(super) decision: Decision,
    pub(super) note: String,
}

#[derive(Debug)]
pub(super) enum Decision {
    /// An attribute.
    Keep(AttributeSpec),
    /// An attribute that is commented out.
    LeaveOut(AttributeSpec),
    /// Nothing that an attribute could hold.
    Refuse,
}

impl ColumnUse {
    /// The attribute, if it is kept.
    pub(super) fn kept(&self) -> Option<&AttributeSpec> {
        match &self.decision {
            Decision::Keep(spec) => Some(spec),
            Decision::LeaveOut(_) | Decision::Refuse => None,
        }
    }
}

pub(super) fn attributes(table: &Table, taken: &[ColumnIdx]) -> Vec<ColumnUse> {
    let free = (0..table.columns.len()).filter(|idx| !taken.contains(idx));
    free.map(|idx| column_use(idx, &table.columns[idx])).collect()
}

fn column_use(idx: ColumnIdx, column: &Column) -> ColumnUse {
    let (decision, note) = match refusal(column) {
        Some(note) => (Decision::Refuse, note),
        None => match objection(column) {
            Some(note) => (Decision::LeaveOut(spec(column)), note),
            None => (Decision::Keep(spec(column)), description(column)),
        },
    };
    ColumnUse { column: idx, decision, note }
}

fn refusal(column: &Column) -> Option<String> {
    let profile = &column.profile;
    // A schema that names it would be refused by a reader, which finds it in no row.
    if profile.n_present == 0 {
        return Some("no row has a value of it".to_owned());
    }
    (profile.n_nested > 0).then(|| {
        let rows = count(profile.n_nested, "row");
        format!("an array or an object in {rows}: write what matters in it as columns of their own")
    })
}

/// Returns why a column that could be an attribute had better not be.
fn objection(column: &Column) -> Option<String> {
    let profile = &column.profile;
    if let Some(unit) = profile.time_unit {
        return Some(format!("another time ({}), not a text or a number", written(column, unit)));
    }
    if is_personal(&column.words) {
        return Some("tells who a person is, not what they do".to_owned());
    }
    // A song that is heard twice among ten thousand rows is worth keeping; an order number is not.
    let is_unique = profile.n_present >= FEW_ROWS && profile.rows_per_value() < 1.1;
    let is_id = has_any(&column.words, &ID_WORDS);
    if is_unique && profile.is_id() && (is_id || attribute_type(column) == AttributeType::Text) {
        return Some("an id or free text: hardly any value occurs twice".to_owned());
    }
    None
}

fn is_personal(words: &[String]) -> bool {
    let is_name = has(words, "name")
        // `name` alone or `firstName` is a person's; `pageName` and `planName` are not.
        && (words.len() == 1 || has_any(words, &["first", "last", "full", "user", "customer"]));
    is_name || has_any(words, &PERSONAL_WORDS)
}

fn spec(column: &Column) -> AttributeSpec {
    match attribute_type(column) {
        AttributeType::Number => AttributeSpec::number(&column.profile.name),
        AttributeType::Text => AttributeSpec::text(&column.profile.name),
    }
}

/// Numbers are numbers, unless they are ids.
fn attribute_type(column: &Column) -> AttributeType {
    let is_id = has_any(&column.words, &ID_WORDS) && column.profile.is_id();
    match column.profile.is_numeric() && !is_id {
        true => AttributeType::Number,
        false => AttributeType::Text,
    }
}

fn description(column: &Column) -> String {
    let profile = &column.profile;
    let place = match profile.n_present == profile.n_rows {
        true => "every row".to_owned(),
        false => format!("{} of {}", profile.n_present, count(profile.n_rows, "row")),
    };
    let values = match (attribute_type(column), profile.min, profile.max) {
        (AttributeType::Number, Some(min), Some(max)) if min < max => format!("{min} to {max}"),
        _ => values(column),
    };
    let type_name = profile.type_name();
    match profile.n_distinct {
        1 => format!("constant: {values} in {place}; it says nothing unless other rows differ"),
        _ => format!("{type_name} in {place}: {values}"),
    }
}

fn values(column: &Column) -> String {
    let profile = &column.profile;
    let shown: Vec<&str> = profile.most_frequent.iter().take(3).map(|(v, _)| v.as_str()).collect();
    match profile.n_distinct > shown.len() as u64 {
        true => format!("{} distinct, such as {}", profile.n_distinct, shown.join(", ")),
        false => shown.join(", "),
    }
}
