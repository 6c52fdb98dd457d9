//! Measures: what has a value over any part of a history.
//!
//! Each file holds one measure or a family of them: its name, its words, its unit, how its name is
//! read and how its value is computed. To add one is to write such a file and to add the type to
//! the list at the end of this one.

pub(crate) mod active_day_gap;
pub(crate) mod active_days;
pub(crate) mod balance;
pub(crate) mod changes;
pub(crate) mod commonest;
pub(crate) mod count;
pub(crate) mod day_with_gap;
pub(crate) mod days_with;
pub(crate) mod distinct_values;
pub(crate) mod entropy;
mod event_gap;
pub(crate) mod known_days;
pub(crate) mod number;
pub(crate) mod plan_changes;
pub(crate) mod plan_days;
pub(crate) mod session_gap;
pub(crate) mod session_size;
pub(crate) mod session_totals;
pub(crate) mod sessions_with;
pub(crate) mod share;
pub(crate) mod slope;
pub(crate) mod statistic;

use refrain_core::Span;

use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::one_of::one_of;

/// A value over any part of a history.
pub(crate) trait Measure {
    /// Reads a part of a feature's name.
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Self>
    where
        Self: Sized;

    /// The name in names of features, which reads back.
    fn name(&self) -> String;

    /// The beginning of the description.
    fn words(&self) -> String;

    /// The unit of the value.
    fn unit(&self) -> String;

    /// The family of columns that it belongs to.
    fn family(&self) -> &'static str;

    /// The meaning of a missing value; empty if there is none.
    fn missing(&self) -> String {
        String::new()
    }

    /// Words for it as a denominator; `None` if nothing is given per it.
    fn per(&self) -> Option<Per> {
        None
    }

    /// `true` if it grows with the length of the lookback, so that it is compared per day.
    fn is_total(&self) -> bool {
        false
    }

    /// The attributes that it reads.
    fn needs(&self) -> Vec<Need>;

    /// Checks the lookbacks that it is asked for; none is the whole history.
    fn check(&self, _lookbacks: &[Span]) -> Result<(), &'static str> {
        Ok(())
    }

    /// Asks for its inputs and returns how its value follows from them.
    fn compile(&self, inputs: &mut Inputs) -> MeasureFn;
}

/// A part of a feature's name that may stand for a measure.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Name<'n> {
    /// A name of the measure's own, which no selection may have.
    Reserved(&'n str),
    /// A name made of other names.
    Composed(&'n str),
    /// One of it, after `per`; reserved too.
    Per(&'n str),
}

/// Words for a denominator.
#[derive(Debug)]
pub(crate) struct Per {
    /// Name of one of it in names of features.
    pub(crate) one: String,
    /// Words after "per".
    pub(crate) words: String,
    /// Set if it is never zero.
    pub(crate) is_never_zero: bool,
}

impl Per {
    /// Takes the words from the name.
    pub(crate) fn named(one: &str) -> Per {
        Per { one: one.to_owned(), words: one.replace('_', " "), is_never_zero: false }
    }

    /// Replaces the words.
    pub(crate) fn words(self, words: impl Into<String>) -> Per {
        Per { words: words.into(), ..self }
    }
}

impl AnyMeasure {
    /// Returns the measure that a name stands for. Reserved names come first.
    pub(crate) fn named(name: &str, lexicon: &Lexicon<'_>) -> Option<AnyMeasure> {
        let reserved = AnyMeasure::read(Name::Reserved(name), lexicon);
        reserved.or_else(|| AnyMeasure::read(Name::Composed(name), lexicon))
    }
}

use active_day_gap::ActiveDayGap;
use active_days::{ActiveDays, ActiveShare};
use balance::Balance;
use changes::Changes;
use commonest::CommonestShare;
use count::Count;
use day_with_gap::DayWithGap;
use days_with::DaysWith;
use distinct_values::{Distinct, New};
use entropy::Entropy;
use event_gap::EventGap;
use known_days::KnownDays;
use number::Number;
use plan_changes::PlanChanges;
use plan_days::PlanDays;
use session_gap::SessionGap;
use session_size::SessionSize;
use session_totals::{SessionHours, Sessions};
use sessions_with::{SessionsWith, SessionsWithout};
use share::Share;
use slope::Slope;

one_of! {
    /// Any of the measures, in the order in which they read a name.
    enum AnyMeasure: Measure, read from Name<'_> {
        // The name of a selection is that of its count, before any measure made of names.
        Count,
        Share,
        CommonestShare,
        ActiveDays,
        ActiveShare,
        KnownDays,
        DaysWith,
        Sessions,
        SessionHours,
        SessionsWith,
        SessionsWithout,
        Distinct,
        New,
        Changes,
        Entropy,
        SessionSize,
        SessionGap,
        EventGap,
        ActiveDayGap,
        DayWithGap,
        Slope,
        PlanDays,
        PlanChanges,
        Balance,
        // An attribute may be called `gap`; the gaps above come before it.
        Number,
    }
}
