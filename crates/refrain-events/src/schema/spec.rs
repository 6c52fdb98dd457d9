//! The parts of a schema, before they are checked.

use std::collections::BTreeMap;

use refrain_core::{AttributeType, Time, TimeRange};
use serde::{Deserialize, Serialize};

use super::instant::TimeUnit;

/// 1990-01-01T00:00:00Z.
const PLAUSIBLE_FROM: Time = Time::from_millis(631_152_000_000);
/// 2100-01-01T00:00:00Z.
const PLAUSIBLE_UNTIL: Time = Time::from_millis(4_102_444_800_000);

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
    /// Columns that carry the roles.
    pub roles: Roles,
    /// Form of the times, and the plausible ones.
    #[serde(default)]
    pub time: TimeSpec,
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
            roles,
            time: TimeSpec::default(),
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

/// Names of the columns that carry the roles of an event.
///
/// # Examples
///
/// ```
/// use refrain_events::Roles;
///
/// let roles = Roles::new("account", "at", "action").session("visit").registration("joined");
/// let names: Vec<_> = roles.iter().map(|(role, _)| role).collect();
/// assert_eq!(names, ["entity", "time", "kind", "session", "registration"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Roles {
    /// Column of the entity: who acted.
    pub entity: String,
    /// Column of the time of the event.
    pub time: String,
    /// Column of the kind: what was done.
    pub kind: String,
    /// The session, unique within the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Position within the session; orders events of one instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
    /// Column of the time at which the entity registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
}

impl Roles {
    /// Names the three columns without which there is no event.
    pub fn new(
        entity: impl Into<String>,
        time: impl Into<String>,
        kind: impl Into<String>,
    ) -> Roles {
        Roles {
            entity: entity.into(),
            time: time.into(),
            kind: kind.into(),
            session: None,
            sequence: None,
            registration: None,
        }
    }

    /// Names the column of the session, unique within the entity.
    #[must_use]
    pub fn session(mut self, column: impl Into<String>) -> Roles {
        self.session = Some(column.into());
        self
    }

    /// Names the column whose whole numbers order events of one instant.
    #[must_use]
    pub fn sequence(mut self, column: impl Into<String>) -> Roles {
        self.sequence = Some(column.into());
        self
    }

    /// Names the column of the time at which the entity registered.
    #[must_use]
    pub fn registration(mut self, column: impl Into<String>) -> Roles {
        self.registration = Some(column.into());
        self
    }

    /// Iterates over the roles that are given: name of the role, column.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let required = [("entity", &self.entity), ("time", &self.time), ("kind", &self.kind)];
        let optional = [
            ("session", &self.session),
            ("sequence", &self.sequence),
            ("registration", &self.registration),
        ];
        let given =
            optional.into_iter().filter_map(|(role, column)| Some((role, column.as_ref()?)));
        required.into_iter().chain(given).map(|(role, column)| (role, column.as_str()))
    }
}

/// Form of the times, and the range in which they are believed.
///
/// # Examples
///
/// ```
/// use refrain_events::{TimeSpec, TimeUnit};
///
/// let time = TimeSpec::default();
/// assert_eq!(time.unit, TimeUnit::Milliseconds);
/// assert!(time.plausible().contains("2024-03-01".parse()?));
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct TimeSpec {
    /// Unit of the column `time`.
    pub unit: TimeUnit,
    /// Unit of the column `registration`, where it differs from `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_unit: Option<TimeUnit>,
    /// First plausible instant.
    #[serde(with = "super::time_text")]
    pub from: Time,
    /// First instant after the plausible ones.
    #[serde(with = "super::time_text")]
    pub until: Time,
}

impl TimeSpec {
    /// Returns the plausible range, `[from, until)`.
    pub fn plausible(&self) -> TimeRange {
        TimeRange::new(self.from, self.until)
    }
}

impl Default for TimeSpec {
    fn default() -> TimeSpec {
        TimeSpec {
            unit: TimeUnit::Milliseconds,
            registration_unit: None,
            from: PLAUSIBLE_FROM,
            until: PLAUSIBLE_UNTIL,
        }
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

/// A column kept beside the roles.
///
/// # Examples
///
/// ```
/// use refrain_events::AttributeSpec;
///
/// let seconds = AttributeSpec::number("seconds").from_column("secs");
/// assert_eq!((seconds.name.as_str(), seconds.column()), ("seconds", "secs"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AttributeSpec {
    /// Name of the attribute in the event log.
    pub name: String,
    /// Column it is read from, where that is not the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Type of the column's values.
    #[serde(rename = "type", with = "AttributeTypeName")]
    pub kind: AttributeType,
}

impl AttributeSpec {
    /// Describes a text attribute read from the column of its name.
    pub fn text(name: impl Into<String>) -> AttributeSpec {
        AttributeSpec { name: name.into(), column: None, kind: AttributeType::Text }
    }

    /// Describes a number attribute read from the column of its name.
    pub fn number(name: impl Into<String>) -> AttributeSpec {
        AttributeSpec { name: name.into(), column: None, kind: AttributeType::Number }
    }

    /// Reads the attribute from a column of another name.
    #[must_use]
    pub fn from_column(mut self, column: impl Into<String>) -> AttributeSpec {
        self.column = Some(column.into());
        self
    }

    /// Returns the column that the attribute is read from.
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }
}

/// The words for attribute types in schema files.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AttributeType", rename_all = "lowercase")]
enum AttributeTypeName {
    Text,
    Number,
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
