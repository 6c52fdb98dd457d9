//! The events of one entity, with small numbers in place of codes.

use refrain_core::{Calendar, Code, CodeMap, EventLog, Events, NumberValues, TextValues, Time};

use super::inputs::{HOURS, Inputs, Resolved};
use crate::selection::{Condition, Filter, TextCondition};

/// Events without a session, and without a value that is counted.
pub(super) const NONE: u32 = u32::MAX;

/// Bits of a mask, one for each mixed selection.
pub(super) const MAX_SELECTIONS: usize = u64::BITS as usize;

/// The events of an entity up to the greatest cutoff, each with nothing that depends on what came
/// after it.
pub(super) struct Prepared<'l> {
    log: &'l EventLog,
    pub(super) events: Option<Events<'l>>,
    pub(super) times: &'l [Time],
    /// Slot of the kind.
    pub(super) kinds: Vec<u32>,
    /// Hour of the week.
    pub(super) hours: Vec<u8>,
    /// Day of the log's calendar.
    pub(super) days: Vec<i64>,
    /// Ordinal of the session, by its first event.
    pub(super) sessions: Vec<u32>,
    pub(super) n_sessions: usize,
    /// Bits of mixed selections.
    pub(super) masks: Vec<u64>,
    /// For each lane the ordinal of each event's value, by its first selected event.
    pub(super) values: Vec<Vec<u32>>,
    pub(super) n_values: Vec<usize>,
    pub(super) numbers: Vec<NumberValues<'l>>,
    pub(super) texts: Vec<TextValues<'l>>,
    /// Stretches on one plan.
    pub(super) plans: Vec<PlanRun>,
    kind_slots: Option<CodeMap<u32>>,
    ordinals: CodeMap<u32>,
}

/// A stretch of events on one plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlanRun {
    pub(crate) first_row: usize,
    pub(crate) start: Time,
    pub(crate) pays: bool,
}

impl<'l> Prepared<'l> {
    pub(super) fn new(log: &'l EventLog) -> Prepared<'l> {
        Prepared {
            log,
            events: None,
            times: &[],
            kinds: Vec::new(),
            hours: Vec::new(),
            days: Vec::new(),
            sessions: Vec::new(),
            n_sessions: 0,
            masks: Vec::new(),
            values: Vec::new(),
            n_values: Vec::new(),
            numbers: Vec::new(),
            texts: Vec::new(),
            plans: Vec::new(),
            kind_slots: None,
            ordinals: CodeMap::new(),
        }
    }

    /// The calendar of the log.
    pub(super) fn calendar(&self) -> &Calendar {
        self.log.calendar()
    }

    /// Turns to the events of another entity.
    pub(super) fn begin(&mut self, inputs: &Inputs, events: &Events<'l>) {
        self.times = events.times();
        self.put_kinds(inputs, events);
        let calendar = self.log.calendar();
        if inputs.uses_hours {
            self.hours.clear();
            self.hours.extend(self.times.iter().map(|time| calendar.hour_of_week(*time)));
        }
        if inputs.uses_days {
            self.days.clear();
            self.days.extend(self.times.iter().map(|time| calendar.day(*time)));
        }
        if inputs.uses_sessions {
            self.put_sessions(events);
        }
        let number = |name: &String| events.number(name).expect("checked against the needs before");
        let text = |name: &String| events.text(name).expect("checked against the needs before");
        self.numbers.clear();
        self.numbers.extend(inputs.numbers.iter().map(|(name, _)| number(name)));
        self.texts.clear();
        self.texts.extend(inputs.texts.iter().map(text));
        self.put_masks(inputs, events);
        self.values.resize(inputs.lanes.len(), Vec::new());
        self.n_values.resize(inputs.lanes.len(), 0);
        for lane in 0..inputs.lanes.len() {
            self.put_values(inputs, events, lane);
        }
        self.put_plans(inputs, events);
        self.events = Some(events.clone());
    }

    /// Returns `true` if an event is selected.
    #[inline]
    pub(super) fn is_in(&self, selected: &Resolved, row: usize) -> bool {
        match selected {
            Resolved::All => true,
            Resolved::Kinds(slots) => slots.contains(&(self.kinds[row] as usize)),
            Resolved::Clock(hours) => hours[usize::from(self.hours[row])],
            Resolved::Mixed(bit) => self.masks[row] >> bit & 1 == 1,
        }
    }

    fn put_kinds(&mut self, inputs: &Inputs, events: &Events<'l>) {
        let log_kinds = self.log.kinds();
        let slots = self.kind_slots.get_or_insert_with(|| {
            let mut slots = CodeMap::new();
            for kind in log_kinds.iter() {
                let slot = inputs.kinds.iter().position(|other| other == kind);
                *slots.entry(events.kind_code(kind)) = slot.unwrap_or(inputs.other_kind()) as u32;
            }
            slots
        });
        self.kinds.clear();
        let slot = |code: &Code| slots.get(*code).expect("a kind of the log");
        self.kinds.extend(events.kind_codes().iter().map(slot));
    }

    fn put_sessions(&mut self, events: &Events<'l>) {
        self.sessions.clear();
        self.ordinals.clear();
        self.n_sessions = 0;
        // Events of a session mostly follow each other, so that the map is rarely asked.
        let mut last: Option<(Code, u32)> = None;
        for row in 0..events.len() {
            let Some(code) = events.session_code(row) else {
                self.sessions.push(NONE);
                continue;
            };
            let ordinal = match last {
                Some((other, ordinal)) if other == code => ordinal,
                _ => ordinal(&mut self.ordinals, code, &mut self.n_sessions).0,
            };
            last = Some((code, ordinal));
            self.sessions.push(ordinal);
        }
    }

    fn put_values(&mut self, inputs: &Inputs, events: &Events<'l>, lane: usize) {
        let spec = &inputs.lanes[lane];
        let texts = events.text(&spec.attribute).expect("checked against the needs before");
        let mut values = std::mem::take(&mut self.values[lane]);
        values.clear();
        self.ordinals.clear();
        let mut n_values = 0;
        for row in 0..events.len() {
            let code = if self.is_in(&spec.selected, row) { texts.code(row) } else { None };
            let Some(code) = code else {
                values.push(NONE);
                continue;
            };
            let (ordinal, is_new) = ordinal(&mut self.ordinals, code, &mut n_values);
            if let Some(bit) = spec.new_bit.filter(|_| is_new) {
                self.masks[row] |= 1 << bit;
            }
            values.push(ordinal);
        }
        self.values[lane] = values;
        self.n_values[lane] = n_values;
    }

    fn put_masks(&mut self, inputs: &Inputs, events: &Events<'l>) {
        if inputs.mixed.is_empty() {
            return;
        }
        self.masks.clear();
        self.masks.resize(events.len(), 0);
        for (bit, filter) in inputs.mixed.iter().enumerate() {
            match filter {
                Filter::Condition(condition) => self.mark(inputs, events, bit, condition),
                Filter::CutsShort { kind, duration } => {
                    self.mark_cuts(inputs, events, bit, kind, duration);
                }
                Filter::NewValue { .. } => {}
            }
        }
    }

    /// Sets the bit of the events that meet a condition.
    fn mark(&mut self, inputs: &Inputs, events: &Events<'l>, bit: usize, condition: &Condition) {
        let slots = slots(inputs, &condition.kinds);
        let hours: Option<Vec<bool>> = condition
            .is_of_clock()
            .then(|| (0..HOURS).map(|hour| condition.holds_at(hour)).collect());
        let mut texts: Vec<TextTest<'_>> =
            condition.texts.iter().map(|text| TextTest::new(events, text)).collect();
        let numbers: Vec<_> = condition
            .numbers
            .iter()
            .map(|number| {
                let values = events.number(&number.attribute);
                (number, values.expect("checked against the needs before"))
            })
            .collect();
        for row in 0..events.len() {
            let holds = (slots.is_empty() || slots.contains(&self.kinds[row]))
                && hours.as_ref().is_none_or(|hours| hours[usize::from(self.hours[row])])
                && texts.iter_mut().all(|text| text.holds(row))
                && numbers.iter().all(|(number, values)| {
                    values.get(row).is_some_and(|value| {
                        number.above.is_none_or(|above| value > above)
                            && number.below.is_none_or(|below| value < below)
                    })
                });
            self.masks[row] |= u64::from(holds) << bit;
        }
    }

    /// Sets the bit of the events that cut the event before them short.
    fn mark_cuts(
        &mut self,
        inputs: &Inputs,
        events: &Events<'l>,
        bit: usize,
        kind: &str,
        duration: &str,
    ) {
        let slot = slots(inputs, &[kind.to_owned()])[0];
        let seconds = events.number(duration).expect("checked against the needs before");
        for row in 1..events.len() {
            if self.kinds[row - 1] != slot {
                continue;
            }
            let Some(seconds) = seconds.get(row - 1) else { continue };
            let lasted = self.times[row].millis_since(self.times[row - 1]);
            // Logs state times in whole seconds, and lengths with decimals.
            let is_cut = (lasted as f64) < seconds.floor() * 1_000.0;
            self.masks[row] |= u64::from(is_cut) << bit;
        }
    }

    fn put_plans(&mut self, inputs: &Inputs, events: &Events<'l>) {
        self.plans.clear();
        let Some(plan) = &inputs.plan else { return };
        let values = events.text(&plan.attribute).expect("checked against the needs before");
        let paid: Vec<Code> = plan.paid.iter().map(|level| values.code_of(level)).collect();
        let mut last = None;
        for row in 0..events.len() {
            let Some(code) = values.code(row) else { continue };
            // A plan holds until another is stated; events without one change nothing.
            if last != Some(code) {
                last = Some(code);
                let pays = paid.contains(&code);
                self.plans.push(PlanRun { first_row: row, start: self.times[row], pays });
            }
        }
    }
}

/// A test of a text attribute, event after event.
struct TextTest<'l> {
    values: TextValues<'l>,
    wanted: Vec<Code>,
    negated: bool,
    /// The last value and its result: plans change rarely.
    last: Option<(Code, bool)>,
}

impl<'l> TextTest<'l> {
    fn new(events: &Events<'l>, condition: &TextCondition) -> TextTest<'l> {
        let values = events.text(&condition.attribute).expect("checked against the needs before");
        let wanted = condition.values.iter().map(|value| values.code_of(value)).collect();
        TextTest { values, wanted, negated: condition.negated, last: None }
    }

    #[inline]
    fn holds(&mut self, row: usize) -> bool {
        let Some(code) = self.values.code(row) else { return false };
        match self.last {
            Some((last, holds)) if last == code => holds,
            _ => {
                let holds = self.wanted.contains(&code) != self.negated;
                self.last = Some((code, holds));
                holds
            }
        }
    }
}

/// The ordinal of a code, a new one if it was not met, and whether it was not.
#[inline]
fn ordinal(ordinals: &mut CodeMap<u32>, code: Code, n_met: &mut usize) -> (u32, bool) {
    // Kept plus one, so that zero is a code that was not met.
    let kept = ordinals.entry(code);
    let is_new = *kept == 0;
    if is_new {
        *n_met += 1;
        *kept = *n_met as u32;
    }
    (*kept - 1, is_new)
}

fn slots(inputs: &Inputs, kinds: &[String]) -> Vec<u32> {
    let slot = |kind: &String| inputs.kinds.iter().position(|other| other == kind);
    kinds.iter().map(|kind| slot(kind).expect("placed when compiled") as u32).collect()
}
