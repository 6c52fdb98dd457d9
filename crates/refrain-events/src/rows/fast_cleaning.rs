//! Rows of scanned values, cleaned without an allocation.
//!
//! It does what [`RowRules`](crate::rows::cleaning::RowRules) does, for values whose cleaning is
//! plain: whatever needs a sample in the report, a conversion of text or a second thought is given
//! back to be cleaned there. So the rules are written once, and this is their short way.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use refrain_core::{
    AttributeType, EventLogBuilder, EventRow, Interned, Placed, Time, TimeRange, Value,
};

use crate::report::block_counts::BlockCounts;
use crate::report::rule::CleaningRule;
use crate::report::switches::Switches;
use crate::rows::cell::{Cell, Misfit};
use crate::rows::cleaning::{duration, is_one_of};
use crate::rows::columns::{ColumnPlan, Slot};
use crate::rows::id::{id_of_text, is_plain_id};
use crate::rows::kinds::KindRule;
use crate::rows::repair::repair_text;
use crate::rows::scan::{Passage, Raw, Scanner};
use crate::schema::EventSchema;
use crate::schema::time_reader::TimeReader;

/// Texts remembered per attribute: bounds the memory where every text is another.
const MAX_REMEMBERED: usize = 1 << 16;

/// Fate of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is in the log.
    Kept(Time),
    /// It is counted as dropped.
    Dropped,
    /// Nothing has happened: the row must be cleaned the long way.
    Odd,
}

/// Cleans scanned rows by a schema and pushes them to a builder.
#[derive(Debug)]
pub(crate) struct FastRows {
    roles: RoleSlots,
    /// Kind of rows that state none; without one they lack it.
    default_kind: Option<String>,
    attributes: Vec<(Slot, AttributeType)>,
    /// The attribute of which numbers below zero are noted; beyond all where none is.
    duration: usize,
    guests: Guests,
    times: TimeReader,
    registrations: TimeReader,
    plausible: TimeRange,
    selected: TimeRange,
    repairs: bool,
    /// One per attribute.
    remembered: Vec<Remembered>,
    repeated: Repeated,
    /// Kept for its allocation.
    values: Vec<Value<'static>>,
}

/// Meanings of the values of remembered [passages](Passage).
#[derive(Debug, Default)]
struct Repeated {
    /// For each attribute whether passages hold it; empty as long as there are none.
    holds: Vec<bool>,
    /// One for each passage.
    meanings: Vec<Meaning>,
}

/// The attributes of a passage.
#[derive(Debug, Clone, Default)]
struct Meaning {
    id: Option<u32>,
    /// One per attribute; those that the passage does not hold stay missing.
    values: Vec<Option<Cleaned>>,
}

#[derive(Debug)]
struct RoleSlots {
    entity: Slot,
    time: Slot,
    kind: Option<Slot>,
    session: Option<Slot>,
    sequence: Option<Slot>,
    registration: Option<Slot>,
}

#[derive(Debug)]
struct Guests {
    entity: Slot,
    empty_entity: bool,
    values: Vec<(Slot, Vec<String>)>,
    never_missing: Vec<Slot>,
}

/// Texts that are not what they look like, by how they look in the log.
#[derive(Debug, Default)]
struct Remembered {
    texts: HashMap<Box<str>, Meant, RandomState>,
}

/// Meaning of a text with escapes or in need of repair.
#[derive(Debug, Clone, Copy)]
enum Meant {
    Empty,
    Text(Interned),
    Repaired(Interned),
}

/// The row is none that can be cleaned here.
struct Odd;

/// A value of an attribute, and whether its text was repaired.
type Cleaned = (Value<'static>, bool);

impl FastRows {
    /// Returns `true` if rows of the schema can be cleaned the short way; what few logs ask for is
    /// done the long way alone.
    pub(crate) fn fits(schema: &EventSchema, plan: &ColumnPlan) -> bool {
        plan.key.is_empty()
            && plan.products.is_empty()
            && schema.rows().nothing.is_empty()
            && schema.ids().ignore.is_empty()
            && !matches!(plan.kind, KindRule::Cases(..))
    }

    pub(crate) fn new(
        schema: &EventSchema,
        plan: &ColumnPlan,
        selected: TimeRange,
        switches: &Switches,
    ) -> FastRows {
        let time = schema.time();
        let duration = duration(schema).filter(|_| switches.is_on(CleaningRule::NegativeDuration));
        FastRows {
            roles: RoleSlots {
                entity: plan.entity,
                time: plan.time,
                kind: plan.kind.slot(),
                session: plan.session,
                sequence: plan.sequence,
                registration: plan.registration,
            },
            default_kind: plan.kind.default().map(str::to_owned),
            attributes: plan.attributes.clone(),
            duration: duration.unwrap_or(usize::MAX),
            guests: Guests {
                entity: plan.entity,
                empty_entity: schema.guests().empty_entity,
                values: plan.guest_values.clone(),
                never_missing: plan.never_missing.clone(),
            },
            times: TimeReader::of_events(schema),
            registrations: TimeReader::of_registrations(schema),
            plausible: time.plausible(),
            selected,
            repairs: schema.text().repair,
            remembered: plan.attributes.iter().map(|_| Remembered::default()).collect(),
            repeated: Repeated::default(),
            values: Vec::with_capacity(plan.attributes.len()),
        }
    }

    /// Takes the row that was scanned last, whose values stand in `text`.
    #[inline(never)]
    pub(crate) fn take(
        &mut self,
        text: &str,
        scanner: &Scanner,
        builder: &mut EventLogBuilder,
        counts: &mut BlockCounts,
    ) -> Result<Taken, refrain_core::Error> {
        let row = Row { text, raws: scanner.values() };
        match self.guests.is_guest(&row) {
            Err(Odd) => return Ok(Taken::Odd),
            // The first guests go the long way, which writes the samples.
            Ok(true) if counts.has_samples(CleaningRule::Guest) && row.can_be_decoded() => {
                counts.drop_one_more(CleaningRule::Guest);
                return Ok(Taken::Dropped);
            }
            Ok(true) => return Ok(Taken::Odd),
            Ok(false) => {}
        }
        let passage = self.meaning_of(scanner);
        self.push(&row, passage, builder, counts)
    }

    /// Makes room for what the passage of a row means; returns where.
    #[inline]
    fn meaning_of(&mut self, scanner: &Scanner) -> Option<usize> {
        let Passage { index, id } = scanner.passage()?;
        // A place may hold another passage than when its meaning was noted.
        let known = self.repeated.meanings.get(index).is_some_and(|known| known.id == Some(id));
        if !known {
            self.forget(index, id, scanner);
        }
        Some(index)
    }

    #[cold]
    fn forget(&mut self, index: usize, id: u32, scanner: &Scanner) {
        let attributes = &self.attributes;
        let Repeated { holds, meanings } = &mut self.repeated;
        // Once: which fields repeat is found out once for a log.
        if holds.is_empty() {
            holds.resize(attributes.len(), false);
            for slot in scanner.repeated() {
                let held = attributes.iter().map(|(other, _)| *other == slot);
                holds.iter_mut().zip(held).for_each(|(holds, held)| *holds |= held);
            }
        }
        if meanings.len() <= index {
            meanings.resize(index + 1, Meaning::default());
        }
        meanings[index] = Meaning { id: Some(id), values: vec![None; attributes.len()] };
    }

    #[inline]
    fn push(
        &mut self,
        row: &Row<'_>,
        passage: Option<usize>,
        builder: &mut EventLogBuilder,
        counts: &mut BlockCounts,
    ) -> Result<Taken, refrain_core::Error> {
        let Ok(roles) = self.roles(row) else { return Ok(Taken::Odd) };
        if self.has_unknown_escapes(passage, row) && !row.can_be_decoded() {
            return Ok(Taken::Odd);
        }
        // From here on the row stays in the log whatever its attributes are, so that no text is
        // interned that the log does not hold.
        self.values.clear();
        let mut is_repaired = false;
        for index in 0..self.attributes.len() {
            match self.repeated(index, passage, row, builder) {
                Ok(repaired) => is_repaired |= repaired,
                Err(Odd) => return Ok(Taken::Odd),
            }
        }
        if is_repaired {
            if !counts.has_samples(CleaningRule::TextRepaired) {
                return Ok(Taken::Odd);
            }
            counts.count(CleaningRule::TextRepaired);
        }
        let time = roles.time;
        let mut event = roles.attributes(&self.values);
        if event.kind.is_empty() {
            event.kind = self.default_kind.as_deref().expect("rows without a kind are odd");
        }
        builder.push(&event)?;
        Ok(Taken::Kept(time))
    }

    /// Tells whether a text with escapes is met for the first time: it may be none after all, and
    /// the line no JSON.
    #[inline]
    fn has_unknown_escapes(&self, passage: Option<usize>, row: &Row<'_>) -> bool {
        self.attributes.iter().enumerate().any(|(index, (slot, _))| {
            let Raw::Escaped(start, end) = &row.raws[*slot] else { return false };
            let in_passage = passage.filter(|_| self.repeated.holds[index]);
            let is_meant = in_passage
                .is_some_and(|passage| self.repeated.meanings[passage].values[index].is_some());
            !is_meant && !self.remembered[index].texts.contains_key(row.text(*start, *end))
        })
    }

    /// Adds the value of an attribute, as its passage is known to mean it; says whether it was
    /// repaired.
    #[inline(always)]
    fn repeated(
        &mut self,
        index: usize,
        passage: Option<usize>,
        row: &Row<'_>,
        builder: &mut EventLogBuilder,
    ) -> Result<bool, Odd> {
        let Some(passage) = passage.filter(|_| self.repeated.holds[index]) else {
            return self.attribute(index, row, builder);
        };
        if let Some((known, is_repaired)) = &self.repeated.meanings[passage].values[index] {
            self.values.push(*known);
            return Ok(*is_repaired);
        }
        let is_repaired = self.attribute(index, row, builder)?;
        let value = self.values[self.values.len() - 1];
        self.repeated.meanings[passage].values[index] = Some((value, is_repaired));
        Ok(is_repaired)
    }

    #[inline]
    fn roles<'t>(&self, row: &Row<'t>) -> Result<EventRow<'t>, Odd> {
        let slots = &self.roles;
        let time = row.instant(slots.time, &self.times)?.ok_or(Odd)?;
        // Dropped rows need a sentence with the time in it.
        if !self.plausible.contains(time) || !self.selected.contains(time) {
            return Err(Odd);
        }
        let registration = match slots.registration {
            Some(slot) => row.instant(slot, &self.registrations)?,
            None => None,
        };
        if registration.is_some_and(|time| !self.plausible.contains(time)) {
            return Err(Odd);
        }
        let kind = slots.kind.map_or(Ok(None), |slot| row.id(slot))?;
        // No kind is empty, so that an empty one stands for that of rows without any.
        let kind = kind.or(self.default_kind.as_ref().map(|_| "")).ok_or(Odd)?;
        Ok(EventRow::new(row.id(slots.entity)?.ok_or(Odd)?, time, kind)
            .session(slots.session.map_or(Ok(None), |slot| row.id(slot))?)
            .sequence(slots.sequence.map_or(Ok(None), |slot| row.sequence(slot))?)
            .registration(registration))
    }

    /// Adds the value of an attribute; says whether it was repaired.
    #[inline(always)]
    fn attribute(
        &mut self,
        index: usize,
        row: &Row<'_>,
        builder: &mut EventLogBuilder,
    ) -> Result<bool, Odd> {
        let (slot, kind) = self.attributes[index];
        let values = &mut self.values;
        match (kind, &row.raws[slot]) {
            (_, Raw::Missing) => values.push(Value::Missing),
            (AttributeType::Text, raw @ Raw::Text(start, end)) => {
                let text = row.text(*start, *end);
                // Only text beyond ASCII can have been encoded twice.
                if self.repairs && !text.is_ascii() {
                    return self.meant(index, text, raw, builder);
                }
                match text.is_empty() {
                    true => values.push(Value::Missing),
                    false => values.push(Value::Interned(builder.intern(index, text))),
                }
            }
            (AttributeType::Text, raw @ Raw::Escaped(start, end)) => {
                return self.meant(index, row.text(*start, *end), raw, builder);
            }
            (AttributeType::Text, Raw::Integer(_, start, end)) => {
                values.push(Value::Interned(builder.intern(index, row.text(*start, *end))));
            }
            (AttributeType::Text, Raw::Bool(is_true)) => {
                let text = if *is_true { "true" } else { "false" };
                values.push(Value::Interned(builder.intern(index, text)));
            }
            (AttributeType::Number, Raw::Decimal(number)) => {
                self.number(index, *number)?;
            }
            (AttributeType::Number, Raw::Integer(number, ..)) => {
                self.number(index, *number as f64)?;
            }
            (AttributeType::Number, Raw::Text(start, end)) => {
                let number = Cell::Text(row.text(*start, *end).into()).number();
                let number = number.map_err(|_| Odd)?;
                match number {
                    Some(number) => self.number(index, number)?,
                    None => values.push(Value::Missing),
                }
            }
            (AttributeType::Text, Raw::Decimal(_))
            | (AttributeType::Number, Raw::Escaped(..) | Raw::Bool(_)) => return Err(Odd),
        }
        Ok(false)
    }

    /// Adds a number, unless a note is to be written of it.
    #[inline(always)]
    fn number(&mut self, index: usize, number: f64) -> Result<(), Odd> {
        if index == self.duration && number < 0.0 {
            return Err(Odd);
        }
        self.values.push(Value::Number(number));
        Ok(())
    }

    /// Looks up what a text stands for, and finds it out where it is met for the first time.
    fn meant(
        &mut self,
        index: usize,
        text: &str,
        raw: &Raw,
        builder: &mut EventLogBuilder,
    ) -> Result<bool, Odd> {
        let meant = match self.remembered[index].texts.get(text) {
            Some(meant) => *meant,
            None => self.find_out(index, text, *raw, builder)?,
        };
        let (value, is_repaired) = match meant {
            Meant::Empty => (Value::Missing, false),
            Meant::Text(text) => (Value::Interned(text), false),
            Meant::Repaired(text) => (Value::Interned(text), true),
        };
        self.values.push(value);
        Ok(is_repaired)
    }

    #[cold]
    fn find_out(
        &mut self,
        index: usize,
        text: &str,
        raw: Raw,
        builder: &mut EventLogBuilder,
    ) -> Result<Meant, Odd> {
        let unescaped: String = match raw {
            Raw::Escaped(..) => decoded(text).ok_or(Odd)?,
            _ => text.to_owned(),
        };
        let repaired = if self.repairs { repair_text(&unescaped) } else { None };
        let meant = match repaired {
            Some(repaired) if repaired.is_empty() => Meant::Empty,
            Some(repaired) => Meant::Repaired(builder.intern(index, &repaired)),
            None if unescaped.is_empty() => Meant::Empty,
            None => Meant::Text(builder.intern(index, &unescaped)),
        };
        let texts = &mut self.remembered[index].texts;
        // Begun anew rather than kept by age: which texts are frequent shows again at once.
        if texts.len() >= MAX_REMEMBERED {
            texts.clear();
        }
        texts.insert(text.into(), meant);
        Ok(meant)
    }
}

/// Decodes a text with escapes; `None` if it is no JSON.
#[cold]
fn decoded(escaped: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{escaped}\"")).ok()
}

/// Reads a text as an id that stands in it.
#[inline(never)]
fn respelled(text: &str) -> Result<Option<&str>, Odd> {
    match id_of_text(text) {
        Ok(Some(Cow::Borrowed(id))) => Ok(Some(id)),
        Ok(None) => Ok(None),
        Ok(Some(Cow::Owned(_))) | Err(Misfit) => Err(Odd),
    }
}

/// Returns `true` if there is nothing but blanks.
#[inline]
fn is_blank(text: &str) -> bool {
    let may_be_blank = |first: &u8| *first <= b' ' || !first.is_ascii();
    text.as_bytes().first().is_none_or(may_be_blank) && text.trim().is_empty()
}

impl Guests {
    #[inline]
    fn is_guest(&self, row: &Row<'_>) -> Result<bool, Odd> {
        if self.empty_entity
            && matches!(row.raws[self.entity], Raw::Text(start, end) if is_blank(row.text(start, end)))
        {
            return Ok(true);
        }
        for (slot, values) in &self.values {
            let is_guest = match row.raws[*slot] {
                Raw::Missing => false,
                Raw::Integer(_, start, end) => {
                    let text = row.text(start, end);
                    values.iter().any(|value| value == text)
                }
                Raw::Text(start, end) => {
                    let text = row.text(start, end);
                    match is_plain_id(text) {
                        true => values.iter().any(|value| value == text),
                        false => is_one_of(values, text),
                    }
                }
                Raw::Escaped(..) | Raw::Decimal(_) | Raw::Bool(_) => return Err(Odd),
            };
            if is_guest {
                return Ok(true);
            }
        }
        for slot in &self.never_missing {
            if row.is_missing(*slot)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The values of one row and the text they stand in.
struct Row<'t> {
    text: &'t str,
    raws: &'t [Raw],
}

impl<'t> Row<'t> {
    #[inline]
    fn text(&self, start: u32, end: u32) -> &'t str {
        &self.text[start as usize..end as usize]
    }

    #[inline]
    fn is_missing(&self, slot: Slot) -> Result<bool, Odd> {
        match self.raws[slot] {
            Raw::Missing => Ok(true),
            Raw::Text(start, end) => Ok(is_blank(self.text(start, end))),
            Raw::Escaped(..) => Err(Odd),
            Raw::Integer(..) | Raw::Decimal(_) | Raw::Bool(_) => Ok(false),
        }
    }

    /// Tells whether the surrogates in all texts come in pairs; otherwise the line is no JSON.
    fn can_be_decoded(&self) -> bool {
        self.raws.iter().all(|raw| match raw {
            Raw::Escaped(start, end) => decoded(self.text(*start, *end)).is_some(),
            _ => true,
        })
    }

    /// Text or a whole number; a missing value is `None`.
    #[inline]
    fn id(&self, slot: Slot) -> Result<Option<&'t str>, Odd> {
        match &self.raws[slot] {
            Raw::Text(start, end) => {
                let text = self.text(*start, *end);
                if is_plain_id(text) { Ok(Some(text)) } else { respelled(text) }
            }
            Raw::Integer(_, start, end) => Ok(Some(self.text(*start, *end))),
            Raw::Missing => Ok(None),
            Raw::Escaped(..) | Raw::Decimal(_) | Raw::Bool(_) => Err(Odd),
        }
    }

    #[inline]
    fn sequence(&self, slot: Slot) -> Result<Option<i64>, Odd> {
        match self.raws[slot] {
            Raw::Integer(number, ..) => Ok(Some(number)),
            Raw::Missing => Ok(None),
            Raw::Text(start, end) => {
                Cell::Text(self.text(start, end).into()).sequence().map_err(|_| Odd)
            }
            Raw::Escaped(..) | Raw::Decimal(_) | Raw::Bool(_) => Err(Odd),
        }
    }

    /// An instant; a missing value is `None`.
    #[inline]
    fn instant(&self, slot: Slot, reader: &TimeReader) -> Result<Option<Time>, Odd> {
        let cell = match self.raws[slot] {
            // Nearly every log writes its times so.
            Raw::Integer(number, ..) if reader.is_millis() => {
                return Ok(Some(Time::from_millis(number)));
            }
            Raw::Missing => return Ok(None),
            Raw::Integer(number, ..) => Cell::Integer(number.into()),
            // Numbers as text may be lossy, which is noted; other text never is.
            Raw::Text(..) if reader.unit().is_some() => return Err(Odd),
            Raw::Text(start, end) => Cell::Text(self.text(start, end).into()),
            Raw::Decimal(number) => Cell::Float(number),
            Raw::Escaped(..) | Raw::Bool(_) => return Err(Odd),
        };
        match cell.instant(reader) {
            Ok(None) => Ok(None),
            Ok(Some(Placed::Once(time))) => Ok(Some(time)),
            // What happened twice or never is noted.
            _ => Err(Odd),
        }
    }
}
