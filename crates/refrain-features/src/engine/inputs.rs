//! Inputs that definitions ask for, without doubles: names become places in arrays.

use refrain_core::Span;

use crate::lookback::Lookback;
use crate::selection::{Filter, Selection};
use refrain_core::Plan;

/// Hours of a week.
pub(super) const HOURS: usize = 7 * 24;

/// Everything that the definitions of a catalogue ask for.
///
/// A measure asks while it is compiled, and keeps the places that it is given.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    pub(super) windows: Vec<Window>,
    /// Kinds of event that are told apart; all others share one more slot.
    pub(super) kinds: Vec<String>,
    /// Selections that are neither of kinds nor of the clock alone: one bit each.
    pub(super) mixed: Vec<Filter>,
    /// Text attributes of which distinct values are counted.
    pub(super) lanes: Vec<Lane>,
    /// Number attributes that are added up.
    pub(super) numbers: Vec<(String, Resolved)>,
    /// Selections counted per session.
    pub(super) session_counts: Vec<Resolved>,
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
pub(crate) struct Window {
    near: Span,
    far: Lookback,
}

impl Window {
    /// Ends at the cutoff.
    pub(crate) fn last(far: Lookback) -> Window {
        Window { near: Span::ZERO, far }
    }

    /// Ends a span before the cutoff, and is as long as that span.
    pub(crate) fn before_last(span: Span) -> Window {
        Window { near: span, far: Lookback::Last(span + span) }
    }

    pub(super) fn near(&self) -> Span {
        self.near
    }

    pub(super) fn far(&self) -> Lookback {
        self.far
    }
}

/// Distinct values of an attribute among selected events.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lane {
    pub(super) attribute: String,
    pub(super) selected: Resolved,
    /// The bit of events with a value that was not met before, if it is asked for.
    pub(super) new_bit: Option<usize>,
}

/// A selection, resolved to places in arrays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Resolved {
    /// Every event.
    All,
    /// Slots of kinds.
    Kinds(Vec<usize>),
    /// One flag per hour of the week, set where it is selected.
    Clock(Vec<bool>),
    /// A bit of the mask.
    Mixed(usize),
}

impl Inputs {
    pub(super) fn new(plan: Option<&Plan>) -> Inputs {
        Inputs { plan: plan.cloned(), ..Inputs::default() }
    }

    /// The slot of the kinds that are not told apart.
    pub(super) fn other_kind(&self) -> usize {
        self.kinds.len()
    }

    /// Asks for the counts of a window.
    pub(crate) fn window(&mut self, window: Window) -> usize {
        place(&mut self.windows, window)
    }

    /// Asks for the days of events.
    pub(crate) fn days(&mut self) {
        self.uses_days = true;
    }

    /// Asks for the hours of the week of events.
    pub(crate) fn hours(&mut self) {
        self.uses_hours = true;
    }

    /// Asks for sessions.
    pub(crate) fn sessions(&mut self) {
        self.uses_sessions = true;
    }

    /// Asks for a selection.
    pub(crate) fn selection(&mut self, selection: &Selection) -> Resolved {
        match &selection.filter {
            _ if selection.is_all() => Resolved::All,
            Filter::Condition(condition) if condition.is_of_kind() => {
                let mut slots: Vec<usize> = Vec::new();
                for kind in &condition.kinds {
                    // A kind named twice is still one, and must not be counted twice.
                    let slot = place(&mut self.kinds, kind.clone());
                    place(&mut slots, slot);
                }
                Resolved::Kinds(slots)
            }
            Filter::Condition(condition) if condition.is_of_clock_alone() => {
                self.hours();
                Resolved::Clock((0..HOURS).map(|hour| condition.holds_at(hour)).collect())
            }
            filter => {
                if let Filter::Condition(condition) = filter
                    && condition.is_of_clock()
                {
                    self.hours();
                }
                for kind in selection.kinds() {
                    place(&mut self.kinds, kind.clone());
                }
                Resolved::Mixed(place(&mut self.mixed, filter.clone()))
            }
        }
    }

    /// Asks for the first and the last event of a selection.
    pub(crate) fn first_and_last(&mut self, selection: &Selection) -> Resolved {
        self.uses_first_and_last = true;
        self.selection(selection)
    }

    /// Asks for the events of a selection in each session.
    pub(crate) fn session_count(&mut self, selection: &Selection) -> usize {
        self.sessions();
        let selected = self.selection(selection);
        place(&mut self.session_counts, selected)
    }

    /// Asks for a number attribute of selected events.
    pub(crate) fn number(&mut self, attribute: &str, selection: &Selection) -> usize {
        let number = (attribute.to_owned(), self.selection(selection));
        place(&mut self.numbers, number)
    }

    /// Asks for the distinct values of a text attribute of selected events.
    pub(crate) fn values(&mut self, attribute: &str, selection: &Selection) -> usize {
        let selected = self.selection(selection);
        let is_it = |lane: &Lane| lane.attribute == attribute && lane.selected == selected;
        self.lanes.iter().position(is_it).unwrap_or_else(|| {
            self.lanes.push(Lane { attribute: attribute.to_owned(), selected, new_bit: None });
            self.lanes.len() - 1
        })
    }

    /// Asks for the selected events whose value of a text attribute no selected event before had.
    pub(crate) fn new_values(&mut self, attribute: &str, selection: &Selection) -> Resolved {
        let lane = self.values(attribute, selection);
        let bit = self.lanes[lane].new_bit.unwrap_or_else(|| {
            // It stands among the bits of selections, so that windows count it like any other.
            place(&mut self.mixed, Filter::NewValue { lane })
        });
        self.lanes[lane].new_bit = Some(bit);
        Resolved::Mixed(bit)
    }

    /// Asks for a text attribute as last stated.
    pub(crate) fn text(&mut self, attribute: &str) -> usize {
        place(&mut self.texts, attribute.to_owned())
    }
}

/// The place of an item in a list, to which it is added if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|other| *other == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
