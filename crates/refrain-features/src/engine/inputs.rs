//! Definitions as instructions: names become places in arrays.

use refrain_core::Span;

use crate::definition::lookback::Lookback;
use crate::definition::{AgentPart, Definition, PlacePart};
use crate::measure::{Measure, SessionSize, Spread, Statistic};
use crate::vocabulary::Plan;
use crate::vocabulary::selection::{Filter, Selection};

/// Hours of a week.
pub(super) const HOURS: usize = 7 * 24;

/// Everything that the definitions ask for, without doubles.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) ops: Vec<Op>,
    pub(super) windows: Vec<Window>,
    /// Kinds of event that are told apart; all others are of one more slot.
    pub(super) kinds: Vec<String>,
    /// Selections that are neither of kinds nor of the clock alone: one bit each.
    pub(super) mixed: Vec<Filter>,
    /// Text attributes of which distinct values are counted.
    pub(super) lanes: Vec<Lane>,
    /// Number attributes that are added up.
    pub(super) numbers: Vec<(String, Sel)>,
    /// Selections counted per session.
    pub(super) session_counts: Vec<Sel>,
    /// Text attributes read as last stated.
    pub(super) texts: Vec<String>,
    pub(super) plan: Option<Plan>,
    pub(super) uses_hours: bool,
    pub(super) uses_days: bool,
    pub(super) uses_sessions: bool,
    pub(super) uses_first_and_last: bool,
}

/// The part of a history between two distances from the cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) near: Span,
    pub(super) far: Lookback,
}

/// Distinct values of an attribute among selected events.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lane {
    pub(super) attribute: String,
    pub(super) sel: Sel,
    /// The bit of events with a value that was not met before, if it is asked for.
    pub(super) new_bit: Option<usize>,
}

/// A selection, resolved.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sel {
    All,
    /// Slots of kinds.
    Kinds(Vec<usize>),
    /// For each hour of the week whether it is selected.
    Clock(Vec<bool>),
    /// A bit of the mask.
    Mixed(usize),
}

#[derive(Debug)]
pub(super) enum Op {
    Value(Value),
    Ratio(Value, Value),
    /// The second taken from the first, each divided by the days known where they are given.
    Difference(Value, Value, Option<(Value, Value)>),
    SinceLast(Sel),
    SinceFirst(Sel),
    Ever(Sel),
    Recency,
    Tenure,
    IsPaid,
    SincePlanChange,
    Last(usize),
    Agent(AgentPart, usize),
    Place(PlacePart, usize),
    Cohort,
}

/// A measure over a window.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) what: What,
    pub(super) window: usize,
}

/// A [`Measure`], resolved.
#[derive(Debug)]
pub(super) enum What {
    Count(Sel),
    Share(Sel),
    ActiveDays,
    ActiveShare,
    KnownDays,
    Sessions,
    SessionHours,
    /// Places among the counts per session: held, and not held.
    SessionsWith(usize, Option<usize>),
    Number(Statistic, usize),
    Distinct(usize),
    HourEntropy,
    WeekdayEntropy,
    KindEntropy,
    ValueEntropy(usize),
    SessionSeconds(Statistic),
    SessionEvents(Statistic, usize),
    SessionGap(Statistic),
    Gap(Statistic, Sel),
    ActiveDayGap(Statistic),
    Slope(Sel),
    PlanDays(bool),
    PlanChanges,
    Balance(Sel, Sel),
}

impl Compiled {
    pub(super) fn new(definitions: &[Definition], plan: Option<&Plan>) -> Compiled {
        let mut compiled = Compiled { plan: plan.cloned(), ..Compiled::default() };
        for definition in definitions {
            let op = compiled.op(definition);
            compiled.ops.push(op);
        }
        compiled
    }

    /// The slot of the kinds that are not told apart.
    pub(super) fn other_kind(&self) -> usize {
        self.kinds.len()
    }

    fn op(&mut self, definition: &Definition) -> Op {
        match definition {
            Definition::Value(measure, lookback) => Op::Value(self.value(measure, last(*lookback))),
            Definition::Ratio(measure, per, lookback) => {
                let window = last(*lookback);
                Op::Ratio(self.value(measure, window), self.value(per, window))
            }
            Definition::Trend(measure, short, long) => {
                let [short, long] = [short, long].map(|span| last(Lookback::Last(*span)));
                let days = measure.is_total().then(|| {
                    let days = &Measure::KnownDays;
                    (self.value(days, short), self.value(days, long))
                });
                Op::Difference(self.value(measure, short), self.value(measure, long), days)
            }
            Definition::Change(measure, span) => {
                let before = Window { near: *span, far: Lookback::Last(*span + *span) };
                let recent = self.value(measure, last(Lookback::Last(*span)));
                Op::Difference(recent, self.value(measure, before), None)
            }
            Definition::SinceLast(selection) => Op::SinceLast(self.first_or_last(selection)),
            Definition::SinceFirst(selection) => Op::SinceFirst(self.first_or_last(selection)),
            Definition::Ever(selection) => Op::Ever(self.first_or_last(selection)),
            Definition::Recency => Op::Recency,
            Definition::Tenure => Op::Tenure,
            Definition::IsPaid(_) => Op::IsPaid,
            Definition::SincePlanChange(_) => Op::SincePlanChange,
            Definition::Last(attribute) => Op::Last(self.text(attribute)),
            Definition::Agent(part, attribute) => Op::Agent(*part, self.text(attribute)),
            Definition::Place(part, attribute) => Op::Place(*part, self.text(attribute)),
            Definition::Cohort => Op::Cohort,
        }
    }

    fn value(&mut self, measure: &Measure, window: Window) -> Value {
        Value { what: self.what(measure), window: place(&mut self.windows, window) }
    }

    fn what(&mut self, measure: &Measure) -> What {
        match measure {
            Measure::Count(selection) => What::Count(self.sel(selection)),
            Measure::Share(selection) => What::Share(self.sel(selection)),
            Measure::ActiveDays => {
                self.uses_days = true;
                What::ActiveDays
            }
            Measure::ActiveShare => {
                self.uses_days = true;
                What::ActiveShare
            }
            Measure::KnownDays => What::KnownDays,
            Measure::Sessions => {
                self.uses_sessions = true;
                What::Sessions
            }
            Measure::SessionHours => {
                self.uses_sessions = true;
                What::SessionHours
            }
            Measure::SessionsWith(selection) => {
                What::SessionsWith(self.session_count(selection), None)
            }
            Measure::SessionsWithout(selection, other) => {
                let with = self.session_count(selection);
                What::SessionsWith(with, Some(self.session_count(other)))
            }
            Measure::Number(statistic, attribute, selection) => {
                let number = (attribute.clone(), self.sel(selection));
                What::Number(*statistic, place(&mut self.numbers, number))
            }
            Measure::Distinct(attribute, selection) => {
                What::Distinct(self.lane(attribute, selection))
            }
            Measure::New(attribute, selection) => {
                let lane = self.lane(attribute, selection);
                What::Count(Sel::Mixed(self.new_bit(lane)))
            }
            Measure::Entropy(spread) => self.entropy(spread),
            Measure::Session(statistic, SessionSize::Seconds) => {
                self.uses_sessions = true;
                What::SessionSeconds(*statistic)
            }
            Measure::Session(statistic, SessionSize::Events(selection)) => {
                What::SessionEvents(*statistic, self.session_count(selection))
            }
            Measure::SessionGap(statistic) => {
                self.uses_sessions = true;
                What::SessionGap(*statistic)
            }
            Measure::Gap(statistic, selection) => What::Gap(*statistic, self.sel(selection)),
            Measure::ActiveDayGap(statistic) => {
                self.uses_days = true;
                What::ActiveDayGap(*statistic)
            }
            Measure::Slope(selection) => What::Slope(self.sel(selection)),
            Measure::PlanDays(_, pays) => What::PlanDays(*pays),
            Measure::PlanChanges(_) => What::PlanChanges,
            Measure::Balance(selection, other) => {
                What::Balance(self.sel(selection), self.sel(other))
            }
        }
    }

    fn entropy(&mut self, spread: &Spread) -> What {
        match spread {
            Spread::Hours => {
                self.uses_hours = true;
                What::HourEntropy
            }
            Spread::Weekdays => {
                self.uses_hours = true;
                What::WeekdayEntropy
            }
            Spread::Kinds => What::KindEntropy,
            Spread::Values(attribute, selection) => {
                What::ValueEntropy(self.lane(attribute, selection))
            }
        }
    }

    fn sel(&mut self, selection: &Selection) -> Sel {
        match &selection.filter {
            _ if selection.is_all() => Sel::All,
            Filter::Condition(condition) if condition.is_of_kind() => {
                let mut slots: Vec<usize> = Vec::new();
                for kind in &condition.kinds {
                    // A kind named twice is still one.
                    let slot = place(&mut self.kinds, kind.clone());
                    place(&mut slots, slot);
                }
                Sel::Kinds(slots)
            }
            Filter::Condition(condition) if condition.is_of_clock_alone() => {
                self.uses_hours = true;
                Sel::Clock((0..HOURS).map(|hour| condition.holds_at(hour)).collect())
            }
            filter => {
                if let Filter::Condition(condition) = filter
                    && condition.is_of_clock()
                {
                    self.uses_hours = true;
                }
                for kind in selection.kinds() {
                    place(&mut self.kinds, kind.clone());
                }
                Sel::Mixed(place(&mut self.mixed, filter.clone()))
            }
        }
    }

    fn first_or_last(&mut self, selection: &Selection) -> Sel {
        self.uses_first_and_last = true;
        self.sel(selection)
    }

    fn session_count(&mut self, selection: &Selection) -> usize {
        self.uses_sessions = true;
        let sel = self.sel(selection);
        place(&mut self.session_counts, sel)
    }

    fn lane(&mut self, attribute: &str, selection: &Selection) -> usize {
        let sel = self.sel(selection);
        let known = self.lanes.iter().position(|l| l.attribute == attribute && l.sel == sel);
        known.unwrap_or_else(|| {
            self.lanes.push(Lane { attribute: attribute.to_owned(), sel, new_bit: None });
            self.lanes.len() - 1
        })
    }

    /// The bit of a lane's events with a new value; it stands among those of selections.
    fn new_bit(&mut self, lane: usize) -> usize {
        if let Some(bit) = self.lanes[lane].new_bit {
            return bit;
        }
        let bit = place(&mut self.mixed, Filter::NewValue { lane });
        self.lanes[lane].new_bit = Some(bit);
        bit
    }

    fn text(&mut self, attribute: &str) -> usize {
        place(&mut self.texts, attribute.to_owned())
    }
}

/// The window that ends at the cutoff.
fn last(far: Lookback) -> Window {
    Window { near: Span::ZERO, far }
}

/// The place of an item in a list, to which it is added if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|other| *other == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
