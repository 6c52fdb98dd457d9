//! Guests: rows that belong to nobody, and the rule that tells them.

use std::collections::BTreeMap;

use super::code::{Code, NO_VALUE};
use super::name_words::words;
use super::phrase::{count, listed, percent};
use super::table::{Column, ColumnIdx, Table};
use crate::schema::GuestRule;

/// Distinct values up to which a column can tell guests apart.
const MAX_VALUES: u64 = 20;

/// Fewest rows of guests that a sign must rest on.
const LEAST_ROWS: usize = 3;

/// Words that name an actor who is no customer.
const NOBODY: [&str; 11] = [
    "system",
    "bot",
    "cron",
    "guest",
    "anonymous",
    "anon",
    "nobody",
    "crawler",
    "scheduler",
    "robot",
    "automation",
];

/// Placeholders that logs write where nobody is known.
const PLACEHOLDERS: [&str; 9] =
    ["-", "0", "null", "NULL", "none", "None", "unknown", "undefined", "(not set)"];

/// Share of the rows from which such an actor is shown.
const NOBODY_SHARE: f64 = 0.01;

/// The guest rule, with the reasons.
#[derive(Debug)]
pub(super) struct Guests {
    pub(super) rule: GuestRule,
    pub(super) reasons: Vec<String>,
    /// Values that may be guests', by column: for the reader to decide.
    pub(super) nobody: BTreeMap<String, Vec<String>>,
    /// Per row.
    pub(super) is_guest: Vec<bool>,
}

pub(super) fn guests(
    table: &Table,
    entity: ColumnIdx,
    registration: Option<ColumnIdx>,
    taken: &[ColumnIdx],
) -> Guests {
    let mut guests = Guests {
        rule: GuestRule::default(),
        reasons: Vec::new(),
        nobody: BTreeMap::new(),
        is_guest: table.columns[entity].codes.iter().map(|code| *code == NO_VALUE).collect(),
    };
    guests.by_entity(&table.columns[entity]);
    guests.by_their_own_id(table, entity);
    // Further signs are looked for only where enough guests are known: a rule from two rows would
    // be chance.
    if guests.is_guest.iter().filter(|is_guest| **is_guest).count() >= LEAST_ROWS {
        guests.by_absence(table, entity, registration);
        guests.by_value(table, taken);
    }
    guests.by_word(table, entity, taken);
    guests
}

impl Guests {
    fn by_entity(&mut self, entity: &Column) {
        let profile = &entity.profile;
        let name = &profile.name;
        if profile.n_empty > 0 {
            let rows = count(profile.n_empty, "row");
            self.reasons.push(format!("`{name}` is an empty text in {rows}: guests."));
        }
        if profile.n_missing > 0 {
            let rows = count(profile.n_missing, "row");
            self.reasons.push(format!("`{name}` is missing in {rows}: guests."));
            self.rule.missing.push(name.clone());
        }
    }

    /// A single entity that alone lacks what all others have is not one.
    fn by_their_own_id(&mut self, table: &Table, entity: ColumnIdx) {
        let own = &table.columns[entity];
        // Among two or three entities one of them lacks something by chance.
        if self.is_guest.contains(&true) || own.profile.n_distinct < 4 {
            return;
        }
        let lacking = |column: &Column| the_only_one_without(own, column);
        let found = table.columns.iter().find_map(|c| Some((lacking(c)?, &c.profile.name)));
        let Some((guest, column)) = found else { return };
        self.is_guest = own.codes.iter().map(|code| *code == guest).collect();
        self.reasons.push(format!(
            "`{}` {} is the only one without `{column}`, and never has it: guests share this id.",
            own.profile.name,
            own.shown(guest),
        ));
    }

    fn by_absence(&mut self, table: &Table, entity: ColumnIdx, registration: Option<ColumnIdx>) {
        let tells = |idx: &ColumnIdx| {
            let codes = &table.columns[*idx].codes;
            let mut rows = codes.iter().zip(&self.is_guest);
            *idx != entity && rows.all(|(code, is_guest)| (*code == NO_VALUE) == *is_guest)
        };
        let telling: Vec<_> = (0..table.columns.len()).filter(tells).collect();
        // The registration reads best in a rule: who never registered is a guest.
        let best = telling.iter().find(|idx| Some(**idx) == registration).or(telling.first());
        let Some(best) = best.map(|idx| table.name(*idx).to_owned()) else { return };
        self.reasons.push(format!("`{best}` is missing in all of these rows and in no other."));
        let same = telling.iter().map(|idx| table.name(*idx)).filter(|name| *name != best);
        let same: Vec<String> = same.map(|name| format!("`{name}`")).collect();
        if !same.is_empty() {
            self.reasons.push(format!("The same holds for {}; one sign is enough.", listed(&same)));
        }
        self.rule.missing.push(best);
    }

    fn by_value(&mut self, table: &Table, taken: &[ColumnIdx]) {
        for (idx, column) in table.columns.iter().enumerate() {
            let is_eligible = column.profile.is_id() && column.profile.n_distinct <= MAX_VALUES;
            if taken.contains(&idx) || !is_eligible {
                continue;
            }
            let values = values_of_guests(column, &self.is_guest);
            if !values.is_empty() {
                let name = &column.profile.name;
                self.reasons
                    .push(format!("All of these rows have a value of `{name}` that no other has."));
                self.rule.values.insert(name.clone(), values);
            }
        }
    }

    /// Values such as `system` are shown, since they may be a customer's all the same.
    fn by_word(&mut self, table: &Table, entity: ColumnIdx, taken: &[ColumnIdx]) {
        for (idx, column) in table.columns.iter().enumerate() {
            let name = &column.profile.name;
            let is_role = taken.contains(&idx) && idx != entity;
            if is_role || self.rule.values.contains_key(name) {
                continue;
            }
            let is_nobody =
                |text: &str| is_nobody(text) || (idx == entity && PLACEHOLDERS.contains(&text));
            for (value, share) in frequent_values(column, is_nobody) {
                let share = percent(share);
                self.reasons.push(format!(
                    "`{name}` is {value:?} in {share} of the rows. If that is no customer, \
                     uncomment the line with it."
                ));
                self.nobody.entry(name.clone()).or_default().push(value);
            }
        }
    }
}

/// The one entity whose rows never have a column that all other rows have.
fn the_only_one_without(entity: &Column, column: &Column) -> Option<Code> {
    let rows = || entity.codes.iter().zip(&column.codes);
    let guest = rows().find(|(_, value)| **value == NO_VALUE).map(|(entity, _)| *entity)?;
    let n_guest = rows().filter(|(entity, _)| **entity == guest).count();
    // Never in the one and always in the others: a single exception and it is no shared id of
    // guests.
    let holds = rows().all(|(entity, value)| (*entity == guest) == (*value == NO_VALUE));
    (holds && n_guest >= LEAST_ROWS).then_some(guest)
}

/// The values that only guests have, if every guest has one of them.
fn values_of_guests(column: &Column, is_guest: &[bool]) -> Vec<String> {
    let mut n_guests = vec![0_u64; column.n_codes()];
    for (code, _) in column.codes.iter().zip(is_guest).filter(|(_, is_guest)| **is_guest) {
        n_guests[*code as usize] += 1;
    }
    let counts = column.counts();
    let guests_only: Vec<Code> = column
        .distinct()
        // As often among guests as at all, so that no customer has it.
        .filter(|code| n_guests[*code as usize] == counts[*code as usize])
        .collect();
    let n_told: u64 = guests_only.iter().map(|code| n_guests[*code as usize]).sum();
    match n_told == n_guests.iter().sum::<u64>() {
        true => guests_only.into_iter().filter_map(|code| column.text(code)).collect(),
        false => Vec::new(),
    }
}

fn is_nobody(text: &str) -> bool {
    let words = words(text);
    words.len() <= 2 && words.iter().any(|word| NOBODY.contains(&word.as_str()))
}

/// The values wanted that are not rare, each with its share of the rows.
fn frequent_values(column: &Column, is_wanted: impl Fn(&str) -> bool) -> Vec<(String, f64)> {
    let counts = column.counts();
    let share = |code: Code| counts[code as usize] as f64 / column.codes.len().max(1) as f64;
    let values = column.distinct().filter(|code| share(*code) >= NOBODY_SHARE);
    let values = values.filter_map(|code| Some((column.text(code)?, share(code))));
    values.filter(|(text, _)| is_wanted(text)).collect()
}
