//! Attributes: columns without a role that are worth keeping, and their types.

use std::collections::HashSet;

use refrain_core::AttributeType;

use super::code::{Code, NO_VALUE};
use super::name_words::{has, has_any};
use super::phrase::count;
use super::table::{Column, ColumnIdx, Table};
use super::time_role::written;
use crate::schema::AttributeSpec;

/// Rows below which nothing is told from the number of distinct values.
const FEW_ROWS: u64 = 20;

/// Kinds up to which an attribute is of these alone, the share of a kind's rows that must have it,
/// and the share of the values that must be theirs.
const MAX_OWN_KINDS: usize = 3;
const LEAST_SHARE_OF_KIND: f64 = 0.5;
const LEAST_SHARE_OF_VALUES: f64 = 0.99;

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

pub(super) fn attributes(table: &Table, taken: &[ColumnIdx], kinds: &Column) -> Vec<ColumnUse> {
    let free = (0..table.columns.len()).filter(|idx| !taken.contains(idx));
    let mut uses: Vec<ColumnUse> = free.map(|idx| column_use(idx, &table.columns[idx])).collect();
    let mut names: HashSet<String> = HashSet::new();
    for used in &mut uses {
        let column = &table.columns[used.column];
        if let Decision::Keep(spec) | Decision::LeaveOut(spec) = &mut used.decision {
            *spec = of_its_kinds(spec.clone(), column, kinds);
            // Two paths may read alike once their dots are gone.
            while !names.insert(spec.name.clone()) {
                *spec = AttributeSpec { name: format!("{}_", spec.name), ..spec.clone() }
                    .from_column(&column.profile.name);
            }
        }
    }
    uses
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
        format!("an array in {rows}: write what matters in it as columns of their own")
    })
}

/// Returns why a column that could be an attribute had better not be.
fn objection(column: &Column) -> Option<String> {
    let profile = &column.profile;
    if let Some(form) = profile.time_form() {
        return Some(format!("another time ({}), not a text or a number", written(column, &form)));
    }
    if profile.is_time() {
        return Some("a date, not a text or a number".to_owned());
    }
    // An export has hundreds of these, and each would be columns of every table.
    if column.depth() > 1 {
        return Some("deep inside of an object".to_owned());
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
        AttributeType::Number => named(AttributeSpec::number, &column.profile.name),
        AttributeType::Text => named(AttributeSpec::text, &column.profile.name),
    }
}

/// An attribute of a name that reads well in names of features: `user_plan` for `user.plan`.
fn named(make: fn(String) -> AttributeSpec, column: &str) -> AttributeSpec {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-');
    match column.chars().all(is_plain) {
        true => make(column.to_owned()),
        false => {
            let plain = column.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
            make(plain).from_column(column)
        }
    }
}

/// The attribute of the kinds that have it, where few do.
///
/// A song is of the kind that plays it: its figures are made of these events alone.
fn of_its_kinds(spec: AttributeSpec, column: &Column, kinds: &Column) -> AttributeSpec {
    let mut n_with = vec![0_u64; kinds.n_codes()];
    let rows = kinds.codes.iter().zip(&column.codes);
    rows.filter(|(_, own)| **own != NO_VALUE).for_each(|(kind, _)| n_with[*kind as usize] += 1);
    let counts = kinds.counts();
    let has_it = |kind: &Code| {
        let (n_with, n_rows) = (n_with[*kind as usize], counts[*kind as usize]);
        n_with > 0 && n_with as f64 >= LEAST_SHARE_OF_KIND * n_rows as f64
    };
    let own: Vec<Code> = kinds.distinct().filter(has_it).collect();
    let n_told: u64 = own.iter().map(|kind| n_with[*kind as usize]).sum();
    let n_all = column.profile.n_present;
    let is_few = (1..=MAX_OWN_KINDS).contains(&own.len()) && own.len() < kinds.distinct().count();
    match is_few && n_told as f64 >= LEAST_SHARE_OF_VALUES * n_all as f64 {
        true => spec.of_kinds(own.into_iter().filter_map(|kind| kinds.text(kind))),
        false => spec,
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
