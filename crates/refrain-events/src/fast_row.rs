//! Rows of scanned values, cleaned without an allocation.
//!
//! It does what [`RowRules`](crate::clean::RowRules) does, for values whose cleaning is plain:
//! whatever needs a sample in the report, a conversion of text or a second thought is given back
//! to be cleaned there. So the rules are written once, and this is their short way.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use refrain_core::{AttributeType, EventLogBuilder, EventRow, Interned, Time, TimeRange, Value};

use crate::cell::Cell;
use crate::instant::instant;
use crate::plan::{ColumnPlan, Slot};
use crate::repair::repair_text;
use crate::report::Rule;
use crate::scan::Raw;
use crate::schema::{EventSchema, TimeUnit};
use crate::tally::Tally;

/// Texts remembered per attribute: bounds the memory where every text is another.
const MAX_REMEMBERED: usize = 1 << 16;

/// What came of a row.
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
pub(crate) struct FastRows<'s> {
    roles: RoleSlots,
    attributes: Vec<(Slot, AttributeType)>,
    guests: Guests,
    unit: TimeUnit,
    registration_unit: TimeUnit,
    plausible: TimeRange,
    selected: TimeRange,
    repairs: bool,
    /// One per attribute.
    remembered: Vec<Remembered>,
    /// Kept for its allocation.
    values: Vec<Value<'s>>,
}

#[derive(Debug)]
struct RoleSlots {
    entity: Slot,
    time: Slot,
    kind: Slot,
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

/// What a text with escapes or in need of repair stands for.
#[derive(Debug, Clone, Copy)]
enum Meant {
    Empty,
    Text(Interned),
    Repaired(Interned),
}

/// The row is none that can be cleaned here.
struct Odd;

/// A value of an attribute, and whether its text was repaired.
type Cleaned<'t> = (Value<'t>, bool);

impl<'s> FastRows<'s> {
    pub(crate) fn new(
        schema: &EventSchema,
        plan: &ColumnPlan,
        selected: TimeRange,
    ) -> FastRows<'s> {
        let time = schema.time();
        FastRows {
            roles: RoleSlots {
                entity: plan.entity,
                time: plan.time,
                kind: plan.kind,
                session: plan.session,
                sequence: plan.sequence,
                registration: plan.registration,
            },
            attributes: plan.attributes.clone(),
            guests: Guests {
                entity: plan.entity,
                empty_entity: schema.guests().empty_entity,
                values: plan.guest_values.clone(),
                never_missing: plan.never_missing.clone(),
            },
            unit: time.unit,
            registration_unit: time.registration_unit.unwrap_or(time.unit),
            plausible: time.plausible(),
            selected,
            repairs: schema.text().repair,
            remembered: plan.attributes.iter().map(|_| Remembered::default()).collect(),
            values: Vec::with_capacity(plan.attributes.len()),
        }
    }

    /// Takes a row of values that stand in `text`.
    #[inline]
    pub(crate) fn take(
        &mut self,
        text: &str,
        raws: &[Raw],
        builder: &mut EventLogBuilder,
        tally: &mut Tally,
    ) -> Result<Taken, refrain_core::Error> {
        let row = Row { text, raws };
        match self.guests.is_guest(&row) {
            Err(Odd) => return Ok(Taken::Odd),
            Ok(true) if tally.has_samples(Rule::Guest) && row.can_be_decoded() => {
                tally.drop_one_more(Rule::Guest);
                return Ok(Taken::Dropped);
            }
            Ok(true) => return Ok(Taken::Odd),
            Ok(false) => {}
        }
        // The emptied vector lends its allocation to values of this text.
        let mut values: Vec<Value<'_>> =
            std::mem::take(&mut self.values).into_iter().map(|_| Value::Missing).collect();
        let taken = self.push(&row, &mut values, builder, tally);
        values.clear();
        self.values = values.into_iter().map(|_| Value::Missing).collect();
        taken
    }

    #[inline]
    fn push<'t>(
        &mut self,
        row: &Row<'t>,
        values: &mut Vec<Value<'t>>,
        builder: &mut EventLogBuilder,
        tally: &mut Tally,
    ) -> Result<Taken, refrain_core::Error> {
        let Ok(roles) = self.roles(row) else { return Ok(Taken::Odd) };
        let mut is_repaired = false;
        for index in 0..self.attributes.len() {
            let Ok((value, repaired)) = self.attribute(index, row, builder) else {
                return Ok(Taken::Odd);
            };
            is_repaired |= repaired;
            values.push(value);
        }
        if is_repaired {
            if !tally.has_samples(Rule::TextRepaired) {
                return Ok(Taken::Odd);
            }
            tally.count(Rule::TextRepaired);
        }
        builder.push(&EventRow { attributes: values, ..roles })?;
        Ok(Taken::Kept(roles.time))
    }

    #[inline]
    fn roles<'t>(&self, row: &Row<'t>) -> Result<EventRow<'t>, Odd> {
        let slots = &self.roles;
        let time = row.instant(slots.time, self.unit)?.ok_or(Odd)?;
        if !self.plausible.contains(time) || !self.selected.contains(time) {
            return Err(Odd);
        }
        let registration = match slots.registration {
            Some(slot) => row.instant(slot, self.registration_unit)?,
            None => None,
        };
        if registration.is_some_and(|time| !self.plausible.contains(time)) {
            return Err(Odd);
        }
        Ok(EventRow {
            entity: row.id(slots.entity)?.ok_or(Odd)?,
            time,
            kind: row.id(slots.kind)?.ok_or(Odd)?,
            session: slots.session.map_or(Ok(None), |slot| row.id(slot))?,
            sequence: slots.sequence.map_or(Ok(None), |slot| row.sequence(slot))?,
            registration,
            attributes: &[],
        })
    }

    #[inline]
    fn attribute<'t>(
        &mut self,
        index: usize,
        row: &Row<'t>,
        builder: &mut EventLogBuilder,
    ) -> Result<Cleaned<'t>, Odd> {
        let (slot, kind) = self.attributes[index];
        let raw = row.raws[slot];
        let value = match (kind, raw) {
            (_, Raw::Missing) => Value::Missing,
            (AttributeType::Text, Raw::Text(start, end)) => {
                let text = row.text(start, end);
                if self.repairs && !text.is_ascii() {
                    return self.meant(index, text, row, builder);
                }
                if text.is_empty() { Value::Missing } else { Value::Text(text) }
            }
            (AttributeType::Text, Raw::Escaped(start, end)) => {
                return self.meant(index, row.text(start, end), row, builder);
            }
            (AttributeType::Text, Raw::Integer(_, start, end)) => Value::Text(row.text(start, end)),
            (AttributeType::Text, Raw::Bool(true)) => Value::Text("true"),
            (AttributeType::Text, Raw::Bool(false)) => Value::Text("false"),
            (AttributeType::Number, Raw::Decimal(number)) => Value::Number(number),
            (AttributeType::Number, Raw::Integer(number, ..)) => Value::Number(number as f64),
            (AttributeType::Number, Raw::Text(start, end)) => {
                match Cell::Text(row.text(start, end).into()).number() {
                    Ok(number) => number.map_or(Value::Missing, Value::Number),
                    Err(_) => return Err(Odd),
                }
            }
            (AttributeType::Text, Raw::Decimal(_))
            | (AttributeType::Number, Raw::Escaped(..) | Raw::Bool(_)) => return Err(Odd),
        };
        Ok((value, false))
    }

    /// Looks up what a text stands for, and finds it out where it is met for the first time.
    #[inline]
    fn meant<'t>(
        &mut self,
        index: usize,
        text: &str,
        row: &Row<'t>,
        builder: &mut EventLogBuilder,
    ) -> Result<Cleaned<'t>, Odd> {
        let meant = match self.remembered[index].texts.get(text) {
            Some(meant) => *meant,
            // A line that is none after all must leave no text behind.
            None if !row.can_be_decoded() => return Err(Odd),
            None => self.find_out(index, text, row.raws[self.attributes[index].0], builder)?,
        };
        Ok(match meant {
            Meant::Empty => (Value::Missing, false),
            Meant::Text(text) => (Value::Interned(text), false),
            Meant::Repaired(text) => (Value::Interned(text), true),
        })
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
        if texts.len() >= MAX_REMEMBERED {
            texts.clear();
        }
        texts.insert(text.into(), meant);
        Ok(meant)
    }
}

/// What a text with escapes stands for; `None` if it is no JSON.
#[cold]
fn decoded(escaped: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{escaped}\"")).ok()
}

impl Guests {
    #[inline]
    fn is_guest(&self, row: &Row<'_>) -> Result<bool, Odd> {
        if self.empty_entity
            && matches!(row.raws[self.entity], Raw::Text(start, end) if start == end)
        {
            return Ok(true);
        }
        for (slot, values) in &self.values {
            let is_guest = match row.raws[*slot] {
                Raw::Missing => false,
                Raw::Text(start, end) | Raw::Integer(_, start, end) => {
                    let text = row.text(start, end);
                    !text.is_empty() && values.iter().any(|value| value == text)
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
            Raw::Text(start, end) => Ok(start == end),
            Raw::Escaped(..) => Err(Odd),
            Raw::Integer(..) | Raw::Decimal(_) | Raw::Bool(_) => Ok(false),
        }
    }

    /// Whether the surrogates in all texts come in pairs; otherwise the line is no JSON.
    fn can_be_decoded(&self) -> bool {
        self.raws.iter().all(|raw| match raw {
            Raw::Escaped(start, end) => decoded(self.text(*start, *end)).is_some(),
            _ => true,
        })
    }

    /// Text or a whole number; a missing value is `None`.
    #[inline]
    fn id(&self, slot: Slot) -> Result<Option<&'t str>, Odd> {
        match self.raws[slot] {
            Raw::Text(start, end) if start < end => Ok(Some(self.text(start, end))),
            Raw::Integer(_, start, end) => Ok(Some(self.text(start, end))),
            Raw::Missing | Raw::Text(..) => Ok(None),
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
    fn instant(&self, slot: Slot, unit: TimeUnit) -> Result<Option<Time>, Odd> {
        let cell = match self.raws[slot] {
            Raw::Integer(number, ..) if unit == TimeUnit::Milliseconds => {
                return Ok(Some(Time::from_millis(number)));
            }
            Raw::Missing => return Ok(None),
            Raw::Integer(number, ..) => Cell::Integer(number.into()),
            // Times as text may be lossy, which is noted; RFC 3339 never is.
            Raw::Text(..) if unit != TimeUnit::Rfc3339 => return Err(Odd),
            Raw::Text(start, end) => Cell::Text(self.text(start, end).into()),
            Raw::Decimal(number) => Cell::Float(number),
            Raw::Escaped(..) | Raw::Bool(_) => return Err(Odd),
        };
        instant(&cell, unit).map_err(|_| Odd)
    }
}
