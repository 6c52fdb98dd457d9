//! The parts of a schema, before they are checked.

mod attribute;
mod form;
mod kind_source;
mod one_or_many;
mod roles;
mod rows;
mod time;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::instant::TimeUnit;

pub use attribute::AttributeSpec;
use form::is_default;
pub use form::{DecimalMark, JsonSpec, TableSpec};
pub use kind_source::{KindCase, KindSource};
pub use roles::Roles;
pub use rows::{Duplicates, IdDifference, IdSpec, RowSpec};
pub use time::{CalendarSpec, TimeSpec};

/// Content of a schema file, not yet checked.
///
/// [`EventSchema::new`](crate::EventSchema::new) checks it. Start from
/// [`SchemaSpec::new`] and fill in what the product has: by the methods, or in the fields, of which
/// there are more.
///
/// # Examples
///
/// ```
/// use refrain_events::{AttributeSpec, EventSchema, Roles, SchemaSpec, TimeUnit};
///
/// let mut spec = SchemaSpec::new(Roles::new("account", "at", "action").session("visit"))
///     .time_unit(TimeUnit::Rfc3339)
///     .attribute(AttributeSpec::text("plan").from_column("subscription"))
///     .attribute(AttributeSpec::number("seconds"))
///     .main_kind("play")
///     .churn_kinds(["account closed"])
///     .plan("plan", ["gold", "silver"]);
/// spec.guests.missing = vec!["subscription".into()];
/// spec.meaning.duration = Some("seconds".into());
///
/// let schema = EventSchema::new(spec)?;
/// assert_eq!(schema.attributes()[0].column(), "subscription");
/// assert_eq!(EventSchema::from_toml(&schema.to_toml())?, schema);
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SchemaSpec {
    /// Form of delimited text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table: TableSpec,
    /// Place of the rows in JSON.
    #[serde(default, skip_serializing_if = "is_default")]
    pub json: JsonSpec,
    /// Rules for rows: which are one event, and which texts stand for nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rows: RowSpec,
    /// Ids that are one in spite of a difference.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ids: IdSpec,
    /// Columns that carry the roles.
    pub roles: Roles,
    /// Form of the times, and the plausible ones.
    #[serde(default)]
    pub time: TimeSpec,
    /// Calendar of days, hours and weekdays.
    #[serde(default, skip_serializing_if = "is_default")]
    pub calendar: CalendarSpec,
    /// Rule for rows that belong to nobody.
    #[serde(default)]
    pub guests: GuestRule,
    /// Treatment of text.
    #[serde(default)]
    pub text: TextSpec,
    /// Columns kept beside the roles, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeSpec>,
    /// Kinds of event with a meaning to later stages.
    #[serde(default)]
    pub kinds: Kinds,
    /// Attributes with a meaning to later stages.
    #[serde(default)]
    pub meaning: Meaning,
}

impl SchemaSpec {
    /// Starts from the roles, with every other part at its default.
    pub fn new(roles: Roles) -> SchemaSpec {
        SchemaSpec {
            table: TableSpec::default(),
            json: JsonSpec::default(),
            rows: RowSpec::default(),
            ids: IdSpec::default(),
            roles,
            time: TimeSpec::default(),
            calendar: CalendarSpec::default(),
            guests: GuestRule::default(),
            text: TextSpec::default(),
            attributes: Vec::new(),
            kinds: Kinds::default(),
            meaning: Meaning::default(),
        }
    }

    /// Sets the unit, or the form, of the column of times.
    #[must_use]
    pub fn time_unit(mut self, unit: TimeUnit) -> SchemaSpec {
        self.time.unit = unit;
        self
    }

    /// Keeps one more column beside the roles.
    #[must_use]
    pub fn attribute(mut self, attribute: AttributeSpec) -> SchemaSpec {
        self.attributes.push(attribute);
        self
    }

    /// Names the kind that is the main act of consumption, such as playing a song.
    #[must_use]
    pub fn main_kind(mut self, kind: impl Into<String>) -> SchemaSpec {
        self.kinds.main = Some(kind.into());
        self
    }

    /// Names the kinds that mean the entity left.
    #[must_use]
    pub fn churn_kinds<K: Into<String>>(
        mut self,
        kinds: impl IntoIterator<Item = K>,
    ) -> SchemaSpec {
        self.kinds.churn = kinds.into_iter().map(Into::into).collect();
        self
    }

    /// Names the text attribute that holds the plan, and its values that are paid for.
    #[must_use]
    pub fn plan<P: Into<String>>(
        mut self,
        attribute: impl Into<String>,
        paid_plans: impl IntoIterator<Item = P>,
    ) -> SchemaSpec {
        self.meaning.plan = Some(attribute.into());
        self.meaning.paid_plans = paid_plans.into_iter().map(Into::into).collect();
        self
    }
}

/// Signs of rows that were made by nobody in particular; any one of them suffices.
///
/// # Examples
///
/// ```
/// use refrain_events::GuestRule;
///
/// let mut guests = GuestRule::default();
/// guests.missing.push("registration".into());
/// guests.values.insert("auth".into(), vec!["Logged Out".into(), "Guest".into()]);
/// assert!(guests.empty_entity);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct GuestRule {
    /// Set if an entity that is an empty string is a guest.
    pub empty_entity: bool,
    /// Columns that every row of an entity has: a row without one is a guest's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Values of columns that only guests have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Vec<String>>,
}

impl Default for GuestRule {
    fn default() -> GuestRule {
        GuestRule { empty_entity: true, missing: Vec::new(), values: BTreeMap::new() }
    }
}

/// Treatment of text attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct TextSpec {
    /// Set if text that was encoded twice is repaired, see [`repair_text`](crate::repair_text).
    pub repair: bool,
}

/// Kinds of event that mean something to later stages; this crate only carries them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Kinds {
    /// The main act of consumption, such as playing a song.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main: Option<String>,
    /// Kinds that mean the entity left.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub churn: Vec<String>,
    /// Kinds by which an entity that pays goes to a plan that is not paid for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub downgrade: Vec<String>,
    /// Kinds by which an entity that does not pay goes to a paid plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub upgrade: Vec<String>,
    /// Kinds worth a count of their own as a feature, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<String>,
    /// Names of one event of a kind in names of features, where the kind itself does not read well:
    /// `song` for `NextSong`. The plural adds an `s`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Kinds from which leaving begins, such as the page that has the button.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exposures: Vec<String>,
    /// Kinds of visit with the kind that they lead to if they are carried through.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub submissions: BTreeMap<String, String>,
    /// Kinds of approval with the kind that is their opposite.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub opposites: BTreeMap<String, String>,
}

/// Attributes that mean something to later stages, by name; this crate only carries them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Meaning {
    /// Text attribute: the plan the entity is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Values of `plan` that are paid for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paid_plans: Vec<String>,
    /// Number attribute: what the event brought, in money; below 0 for a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<String>,
    /// Number attribute: how many pieces; below 0 for a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// Number attribute: how long the event lasted, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// Text attribute: what was consumed, such as a song.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Text attribute: who made it, such as an artist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    /// Text attributes that describe the entity itself, such as its gender.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<String>,
    /// Text attribute: the user agent of the entity's browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Text attribute: a place in the United States, such as `Bakersfield, CA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}
