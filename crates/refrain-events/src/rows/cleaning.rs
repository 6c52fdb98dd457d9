//! The rules that decide what becomes of one row.

use std::borrow::Cow;

use refrain_core::{AttributeType, EventRow, Placed, Time, TimeRange, Value};

use crate::report::rule::CleaningRule;
use crate::report::switches::Switches;
use crate::rows::cell::{Cell, Misfit};
use crate::rows::columns::{ColumnPlan, Slot};
use crate::rows::csv::is_lossy_time;
use crate::rows::id::{fold_id, id_of_text};
use crate::rows::json::OBJECT;
use crate::rows::key::key_of;
use crate::rows::kinds::RowKind;
use crate::rows::paths::INSIDE_ARRAY;
use crate::rows::refusal::{Refusal, Unclean};
use crate::rows::repair::repair_text;
use crate::schema::instant::NoInstant;
use crate::schema::time_reader::TimeReader;
use crate::schema::{DecimalMark, EventSchema, TimeUnit};

/// Reason why a row is dropped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reject {
    pub(crate) rule: CleaningRule,
    pub(crate) detail: String,
}

/// Notes about a row that is kept: per rule the first thing met.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Empty for nearly every row, which then costs no memory.
    first: Vec<(CleaningRule, String)>,
}

impl Notes {
    /// Notes what was met, unless the rule has a note of this row.
    pub(crate) fn note(&mut self, rule: CleaningRule, detail: impl FnOnce() -> String) {
        if !self.first.iter().any(|(noted, _)| *noted == rule) {
            self.first.push((rule, detail()));
        }
    }
}

impl IntoIterator for Notes {
    type Item = (CleaningRule, String);
    type IntoIter = std::vec::IntoIter<(CleaningRule, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter()
    }
}

/// A row that passed every rule.
#[derive(Debug)]
pub(crate) struct CleanRow<'c> {
    entity: Cow<'c, str>,
    pub(crate) time: Time,
    kind: Cow<'c, str>,
    session: Option<Cow<'c, str>>,
    sequence: Option<i64>,
    registration: Option<Time>,
    attributes: Vec<Value<'c>>,
    /// By which rows of one event are told, where the schema has columns for it.
    pub(crate) key: Option<u64>,
}

impl CleanRow<'_> {
    pub(crate) fn as_event(&self) -> EventRow<'_> {
        EventRow::new(&self.entity, self.time, &self.kind)
            .session(self.session.as_deref())
            .sequence(self.sequence)
            .registration(self.registration)
            .attributes(&self.attributes)
    }
}

/// Cleans rows of cells by a schema.
#[derive(Debug)]
pub(crate) struct RowRules<'s> {
    schema: &'s EventSchema,
    plan: ColumnPlan,
    times: TimeReader,
    registrations: TimeReader,
    selected: TimeRange,
    notes_lossy: bool,
    /// The attribute that is a duration, where one below zero is noted.
    duration: Option<Slot>,
}

impl<'s> RowRules<'s> {
    pub(crate) fn new(
        schema: &'s EventSchema,
        selected: TimeRange,
        switches: &Switches,
    ) -> RowRules<'s> {
        let notes_lossy = switches.is_on(CleaningRule::LossyTime);
        let plan = ColumnPlan::new(schema);
        let duration = duration(schema).filter(|_| switches.is_on(CleaningRule::NegativeDuration));
        let duration = duration.map(|index| plan.attributes[index].0);
        RowRules {
            schema,
            plan,
            times: TimeReader::of_events(schema),
            registrations: TimeReader::of_registrations(schema),
            selected,
            notes_lossy,
            duration,
        }
    }

    pub(crate) fn plan(&self) -> &ColumnPlan {
        &self.plan
    }

    /// Cleans one row. Guests are told first: a guest without an id is a guest.
    ///
    /// Numbers in texts have this mark before their decimals.
    pub(crate) fn clean<'c>(
        &'c self,
        cells: &'c mut [Cell<'_>],
        mark: DecimalMark,
        notes: &mut Notes,
    ) -> Result<CleanRow<'c>, Unclean> {
        self.refuse_arrays(cells)?;
        self.drop_nothing(cells);
        // Before missing roles: guests have no id, and should not look like damage.
        self.reject_guest(cells)?;
        // Before attributes are tidied: cases look at what the row says.
        let kind = self.plan.kind.of(cells, mark);
        self.reject_missing_role(cells, kind)?;
        let time = self.event_time(cells, notes)?;
        if self.notes_lossy {
            self.note_lossy(cells, notes);
        }
        // In place, so that what follows borrows texts from the cells.
        let key = key_of(cells, &self.plan.key);
        self.multiply(cells, mark, notes);
        self.tidy_attributes(cells, mark, notes);
        self.note_negative(cells, notes);
        let cells = &*cells;
        Ok(CleanRow {
            key,
            entity: fold_id(self.required_id(cells, self.plan.entity)?, &self.schema.ids().ignore),
            time,
            kind: match kind {
                RowKind::Named(kind) => Cow::Borrowed(kind),
                RowKind::InCell(slot) => self.required_id(cells, slot)?,
                RowKind::Unknown => return Err(no_kind().into()),
            },
            session: self.optional(cells, self.plan.session, notes, |cell| cell.id().ok()),
            sequence: self.optional(cells, self.plan.sequence, notes, |cell| cell.sequence().ok()),
            registration: self.registration(cells, notes),
            attributes: self.plan.attributes.iter().map(|(slot, _)| value(&cells[*slot])).collect(),
        })
    }

    /// Empties the cells whose text stands for no value.
    fn drop_nothing(&self, cells: &mut [Cell<'_>]) {
        let words = &self.schema.rows().nothing;
        if words.is_empty() {
            return;
        }
        for cell in cells {
            if let Cell::Text(text) = cell
                && words.iter().any(|word| word.trim() == text.trim())
            {
                *cell = Cell::Missing;
            }
        }
    }

    fn reject_guest(&self, cells: &[Cell<'_>]) -> Result<(), Reject> {
        let detail = self.guest_by_entity(cells);
        let detail = detail.or_else(|| self.guest_by_value(cells));
        match detail.or_else(|| self.guest_by_absence(cells)) {
            Some(detail) => Err(Reject { rule: CleaningRule::Guest, detail }),
            None => Ok(()),
        }
    }

    fn guest_by_entity(&self, cells: &[Cell<'_>]) -> Option<String> {
        // An absent entity is no guest by itself: it may as well be damage.
        let entity = &cells[self.plan.entity];
        let is_empty = matches!(entity, Cell::Text(_)) && entity.is_missing();
        (self.schema.guests().empty_entity && is_empty)
            .then(|| format!("`{}` is empty", self.plan.name(self.plan.entity)))
    }

    fn guest_by_value(&self, cells: &[Cell<'_>]) -> Option<String> {
        self.plan.guest_values.iter().find_map(|(slot, values)| {
            let text = cells[*slot].text().ok()??;
            is_one_of(values, &text).then(|| format!("`{}` is {text:?}", self.plan.name(*slot)))
        })
    }

    fn guest_by_absence(&self, cells: &[Cell<'_>]) -> Option<String> {
        let slot = self.plan.never_missing.iter().find(|slot| cells[**slot].is_missing())?;
        Some(format!("`{}` is missing", self.plan.name(*slot)))
    }

    fn reject_missing_role(&self, cells: &[Cell<'_>], kind: RowKind<'_>) -> Result<(), Reject> {
        let plan = &self.plan;
        let kind_slot = match kind {
            RowKind::InCell(slot) => Some((slot, "kind")),
            RowKind::Named(_) | RowKind::Unknown => None,
        };
        let roles = [(plan.entity, "entity"), (plan.time, "time")].into_iter().chain(kind_slot);
        let mut missing = roles.filter(|(slot, _)| cells[*slot].is_missing());
        match missing.next() {
            Some((slot, role)) => Err(Reject {
                rule: CleaningRule::MissingRole,
                detail: format!("`{}`, the {role}, is missing", plan.name(slot)),
            }),
            None if kind == RowKind::Unknown => Err(no_kind()),
            None => Ok(()),
        }
    }

    fn required_id<'c>(&self, cells: &'c [Cell<'_>], slot: Slot) -> Result<Cow<'c, str>, Reject> {
        match cells[slot].id() {
            Ok(Some(id)) => Ok(id),
            _ => {
                let expected = match cells[slot] {
                    // A whole number all the same, but perhaps another than was meant.
                    Cell::Float(_) | Cell::Text(_) => "text or an exact whole number below 2^53",
                    _ => "text or an exact whole number",
                };
                let mut detail = self.is_not(cells, slot, expected);
                if cells[slot] == Cell::Nested(OBJECT) {
                    let name = self.plan.name(slot);
                    detail.push_str(&format!(": name a member of it, as in `{name}.id`"));
                }
                Err(Reject { rule: CleaningRule::BadValue, detail })
            }
        }
    }

    /// Refuses a path of a role into an array: no rule could say which element is meant.
    fn refuse_arrays(&self, cells: &[Cell<'_>]) -> Result<(), Unclean> {
        if self.plan.paths().is_empty() {
            return Ok(());
        }
        let is_inside = |slot: &Slot| cells[*slot] == Cell::Nested(INSIDE_ARRAY);
        match self.plan.role_slots().find(is_inside) {
            Some(slot) => {
                let column = self.plan.name(slot).to_owned();
                let place = self.schema.place_of(&self.key_of_column(&column));
                Err(Unclean::Refused(Refusal::InsideArray { place, column }))
            }
            None => Ok(()),
        }
    }

    /// The key of the schema that gives a role to a column.
    fn key_of_column(&self, column: &str) -> String {
        let mut roles = self.schema.roles().iter();
        let role = roles.find(|(_, named)| *named == column);
        role.map_or_else(|| "roles".to_owned(), |(role, _)| format!("roles.{role}"))
    }

    fn event_time(&self, cells: &[Cell<'_>], notes: &mut Notes) -> Result<Time, Unclean> {
        let slot = self.plan.time;
        let placed = match cells[slot].instant(&self.times) {
            Ok(Some(placed)) => placed,
            Err(NoInstant::OutOfRange) => {
                let detail = self.is_not(cells, slot, "a possible time");
                return Err(Unclean::rejected(CleaningRule::TimeOutOfRange, detail));
            }
            Ok(None) | Err(NoInstant::Misfit) => {
                let detail = self.is_not(cells, slot, &self.expected_time());
                return Err(Unclean::rejected(CleaningRule::BadValue, detail));
            }
            Err(NoInstant::HasOffset) => {
                let place = self.schema.place_of("time.zone");
                let time = cells[slot].text().ok().flatten().unwrap_or_default().into_owned();
                return Err(Unclean::Refused(Refusal::OffsetBesideZone { place, time }));
            }
        };
        self.note_placed(cells, slot, placed, notes);
        let time = placed.time();
        // Plausible first: a time of 1970 is a fault, wherever the log is cut.
        let plausible = self.schema.time().plausible();
        self.inside(time, plausible, CleaningRule::TimeOutOfRange, "the plausible times")?;
        self.inside(time, self.selected, CleaningRule::NotSelected, "the times asked for")?;
        Ok(time)
    }

    /// Says what a time must be; a format with its line, since it may be what is wrong.
    fn expected_time(&self) -> String {
        let expected = self.times.expected();
        match self.schema.time().format {
            Some(_) => format!("{expected} ({})", self.schema.place_of("time.format")),
            None => expected,
        }
    }

    /// Notes a local time that happened twice or never.
    fn note_placed(&self, cells: &[Cell<'_>], slot: Slot, placed: Placed, notes: &mut Notes) {
        let rule = match placed {
            Placed::Once(_) => return,
            Placed::Twice(_) => CleaningRule::AmbiguousTime,
            Placed::Never(_) => CleaningRule::SkippedTime,
        };
        let reader = if slot == self.plan.time { &self.times } else { &self.registrations };
        let name = self.plan.name(slot);
        notes.note(rule, || format!("`{name}` is {}, which {}", cells[slot], reader.taken(placed)));
    }

    /// Notes times of which too few digits are written.
    fn note_lossy(&self, cells: &[Cell<'_>], notes: &mut Notes) {
        let times = [Some(self.plan.time), self.plan.registration];
        // Each in its own unit, which says how many digits stand for parts of a second.
        let times = times.into_iter().zip([self.times.unit(), self.registrations.unit()]);
        let mut times = times.filter_map(|(slot, unit)| Some((slot?, unit?)));
        let lossy = |(slot, unit): &(Slot, TimeUnit)| match &cells[*slot] {
            Cell::Text(text) => is_lossy_time(text, digits_below_a_second(*unit)),
            _ => false,
        };
        if let Some((slot, _)) = times.find(lossy) {
            let detail = || self.is_not(cells, slot, "a time to the second");
            notes.note(CleaningRule::LossyTime, detail);
        }
    }

    fn inside(
        &self,
        time: Time,
        range: TimeRange,
        rule: CleaningRule,
        what: &str,
    ) -> Result<(), Reject> {
        if range.contains(time) {
            return Ok(());
        }
        let name = self.plan.name(self.plan.time);
        let detail = match time < range.start {
            true => format!("`{name}` is {time}, before {what} ({})", range.start),
            false => format!("`{name}` is {time}, not before the end of {what} ({})", range.end),
        };
        Err(Reject { rule, detail })
    }

    /// Reads a cell whose failure costs the value and not the row.
    fn optional<'c, T>(
        &self,
        cells: &'c [Cell<'_>],
        slot: Option<Slot>,
        notes: &mut Notes,
        read: impl FnOnce(&'c Cell<'_>) -> Option<Option<T>>,
    ) -> Option<T> {
        let slot = slot?;
        read(&cells[slot]).unwrap_or_else(|| {
            self.note_ignored(cells, slot, "what the column holds", notes);
            None
        })
    }

    fn registration(&self, cells: &[Cell<'_>], notes: &mut Notes) -> Option<Time> {
        let slot = self.plan.registration?;
        let placed = match cells[slot].instant(&self.registrations) {
            Ok(placed) => placed?,
            Err(_) => {
                self.note_ignored(cells, slot, &self.registrations.expected(), notes);
                return None;
            }
        };
        // A wrong registration costs the registration and not the event.
        if !self.schema.time().plausible().contains(placed.time()) {
            self.note_ignored(cells, slot, "what the column holds", notes);
            return None;
        }
        self.note_placed(cells, slot, placed, notes);
        Some(placed.time())
    }

    /// Makes the numbers that are products; without one factor there is none.
    fn multiply(&self, cells: &mut [Cell<'_>], mark: DecimalMark, notes: &mut Notes) {
        for product in &self.plan.products {
            let mut number = Some(1.0);
            for slot in product.factors {
                let factor = cells[slot].number_with(mark).unwrap_or_else(|Misfit| {
                    self.note_ignored(cells, slot, AttributeType::Number.name(), notes);
                    None
                });
                number = number.zip(factor).map(|(product, factor)| product * factor);
            }
            cells[product.slot] = number.into();
        }
    }

    /// Notes a duration below zero, which stays as it is: who corrects it would guess.
    fn note_negative(&self, cells: &[Cell<'_>], notes: &mut Notes) {
        let Some(slot) = self.duration else { return };
        if let Cell::Float(seconds) = cells[slot]
            && seconds < 0.0
        {
            notes.note(CleaningRule::NegativeDuration, || {
                format!("`{}`, the duration, is {}", self.plan.name(slot), cells[slot])
            });
        }
    }

    /// Turns the cells of attributes into text, numbers or nothing.
    fn tidy_attributes(&self, cells: &mut [Cell<'_>], mark: DecimalMark, notes: &mut Notes) {
        for (slot, kind) in &self.plan.attributes {
            let tidied = match kind {
                AttributeType::Text => tidy_text(&cells[*slot]),
                AttributeType::Number => tidy_number(&cells[*slot], mark),
            };
            match tidied {
                Tidied::AsIs => {}
                Tidied::Changed(cell) => cells[*slot] = cell,
                Tidied::Misfit => {
                    self.note_ignored(cells, *slot, kind.name(), notes);
                    cells[*slot] = Cell::Missing;
                }
            }
            if *kind == AttributeType::Text && self.schema.text().repair {
                self.repair(&mut cells[*slot], *slot, notes);
            }
        }
    }

    fn repair(&self, cell: &mut Cell<'_>, slot: Slot, notes: &mut Notes) {
        let Cell::Text(text) = &*cell else { return };
        let Some(repaired) = repair_text(text) else { return };
        notes.note(CleaningRule::TextRepaired, || {
            format!("`{}` is read as {repaired:?} for {text:?}", self.plan.name(slot))
        });
        *cell = Cell::Text(Cow::Owned(repaired));
    }

    fn note_ignored(&self, cells: &[Cell<'_>], slot: Slot, expected: &str, notes: &mut Notes) {
        notes.note(CleaningRule::BadValueIgnored, || self.is_not(cells, slot, expected));
    }

    fn is_not(&self, cells: &[Cell<'_>], slot: Slot, expected: &str) -> String {
        format!("`{}` is {}, not {expected}", self.plan.name(slot), cells[slot])
    }
}

fn no_kind() -> Reject {
    let detail = "none of the cases of role `kind` holds".to_owned();
    Reject { rule: CleaningRule::MissingRole, detail }
}

/// Returns `true` if the text, read as an id, is one of the values.
pub(crate) fn is_one_of(values: &[String], text: &str) -> bool {
    match id_of_text(text) {
        Ok(id) => id.is_some_and(|id| values.iter().any(|value| *value == *id)),
        Err(Misfit) => values.iter().any(|value| value == text.trim()),
    }
}

/// Position of the attribute that is a duration.
pub(crate) fn duration(schema: &EventSchema) -> Option<usize> {
    let name = schema.meaning().duration.as_ref()?;
    schema.attributes().iter().position(|attribute| attribute.name == *name)
}

enum Tidied {
    AsIs,
    Changed(Cell<'static>),
    Misfit,
}

fn tidy_text(cell: &Cell<'_>) -> Tidied {
    match (cell, cell.text()) {
        // The usual case, without a copy.
        (Cell::Text(_) | Cell::Missing, _) => Tidied::AsIs,
        (_, Ok(Some(text))) => Tidied::Changed(Cell::Text(Cow::Owned(text.into_owned()))),
        _ => Tidied::Misfit,
    }
}

fn tidy_number(cell: &Cell<'_>, mark: DecimalMark) -> Tidied {
    match cell.number_with(mark) {
        Ok(Some(number)) => Tidied::Changed(Cell::Float(number)),
        Ok(None) => Tidied::Changed(Cell::Missing),
        Err(_) => Tidied::Misfit,
    }
}

/// The value of a tidied cell.
fn value<'c>(cell: &'c Cell<'_>) -> Value<'c> {
    match cell {
        Cell::Text(text) if !text.is_empty() => Value::Text(text),
        Cell::Float(number) => Value::Number(*number),
        _ => Value::Missing,
    }
}

/// Returns the number of digits of a whole number in this unit that stand for parts of a second.
fn digits_below_a_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Seconds | TimeUnit::Rfc3339 => 0,
        TimeUnit::Milliseconds => 3,
        TimeUnit::Microseconds => 6,
        TimeUnit::Nanoseconds => 9,
    }
}
