//! Definitions of columns, and their names.
//!
//! Each file holds one form of definition: a measure over a lookback, two of them compared, or a
//! fact known of an entity at the cutoff. To add one is to write such a file and to add the type to
//! the list at the end of this one.

pub(crate) mod agent_part;
pub(crate) mod change;
pub(crate) mod day_span;
pub(crate) mod ever;
pub(crate) mod last_text;
pub(crate) mod overdue;
pub(crate) mod parse;
pub(crate) mod place_part;
pub(crate) mod plan_state;
pub(crate) mod ratio;
pub(crate) mod registration_cohort;
pub(crate) mod since;
pub(crate) mod standard;
pub(crate) mod taken_names;
pub(crate) mod time_known;
pub(crate) mod trend;
pub(crate) mod value;

use refrain_core::{Column, ColumnKind, Span};

use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lookback::Lookback;
use crate::one_of::one_of;

/// A form of definition.
pub(crate) trait Form {
    /// Reads the name of a column.
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Self>
    where
        Self: Sized;

    /// The name of the column, which reads back.
    fn name(&self) -> String;

    /// The column without its lookback.
    fn column(&self) -> Column;

    /// The distance behind the cutoff that it looks back, where that is a span.
    fn lookback(&self) -> Option<Span> {
        None
    }

    /// The attributes that it reads.
    fn needs(&self) -> Vec<Need>;

    /// Checks its lookbacks.
    fn check(&self) -> Result<(), &'static str> {
        Ok(())
    }

    /// Asks for its inputs and returns how its value follows from them.
    fn compile(&self, inputs: &mut Inputs) -> Put;
}

/// The definition of one column: a measure over a lookback, or two of them compared, or a fact
/// known of an entity at the cutoff.
///
/// Its [name](Self::name) is systematic and [parses](Self::parse) back to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition(AnyForm);

impl Definition {
    /// Returns the name of the column.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Returns the column with its description.
    pub fn column(&self) -> Column {
        let column = self.0.column();
        match self.0.lookback() {
            Some(span) => column.lookback(span),
            None => column,
        }
    }

    pub(crate) fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    pub(crate) fn compile(&self, inputs: &mut Inputs) -> Put {
        self.0.compile(inputs)
    }

    /// `true` if it is over the whole history, so that its name ends in no lookback.
    pub(crate) fn is_of_whole_history(&self) -> bool {
        match &self.0 {
            AnyForm::Value(value) => value.lookback == Lookback::All,
            AnyForm::Ratio(ratio) => ratio.lookback == Lookback::All,
            _ => false,
        }
    }
}

impl<F: Into<AnyForm>> From<F> for Definition {
    fn from(form: F) -> Definition {
        Definition(form.into())
    }
}

/// A number column of a form.
fn number(form: &impl Form, words: impl Into<String>) -> Column {
    Column::number(form.name(), words)
}

/// A category column of a form, which describes the entity itself.
fn category(form: &impl Form, words: impl Into<String>) -> Column {
    let kind = ColumnKind::Category(Vec::new());
    number(form, words).kind(kind).unit("category").family("profile")
}

use agent_part::AgentPart;
use change::Change;
use day_span::{FirstToLastDay, SinceFirstDay};
use ever::Ever;
use last_text::LastText;
use overdue::Overdue;
use place_part::PlacePart;
use plan_state::{IsPaid, SincePlanChange};
use ratio::Ratio;
use registration_cohort::RegistrationCohort;
use since::{SinceFirst, SinceLast};
use time_known::{Recency, Tenure};
use trend::Trend;
use value::Value;

one_of! {
    /// Any of the forms, in the order in which they read a name.
    #[expect(clippy::large_enum_variant, reason = "a set has a few hundred of them")]
    enum AnyForm: Form, read from &str {
        // Names of their own.
        Recency,
        Tenure,
        RegistrationCohort,
        IsPaid,
        SincePlanChange,
        AgentPart,
        PlacePart,
        // Names made of other names.
        SinceLast,
        SinceFirst,
        FirstToLastDay,
        SinceFirstDay,
        Overdue,
        Ever,
        LastText,
        Change,
        Trend,
        // A measure is read last: the name of a selection may look like any of the above.
        Value,
        Ratio,
    }
}
