//! Schema of a log: the meaning of its columns.

mod check;
pub(crate) mod instant;
mod lines;
mod problem;
mod spec;
pub(crate) mod time_reader;
mod time_text;
mod toml_form;
mod vocabulary;

use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use refrain_core::{Calendar, Error, Time};

pub use instant::TimeUnit;
pub use spec::{
    AttributeSpec, CalendarSpec, DecimalMark, Duplicates, GuestRule, IdDifference, IdSpec,
    JsonSpec, KindCase, KindSource, Kinds, Meaning, Roles, RowSpec, SchemaSpec, TableSpec,
    TextSpec, TimeSpec,
};

use crate::report::rule::CleaningRule;
use crate::unreadable::unreadable_path;
use lines::SchemaLines;
use problem::{FaultySchema, UnknownPreset};

/// The schemas that come with the crate, by name.
const PRESETS: [(&str, &str); 1] = [("sparkify", include_str!("schema/sparkify.toml"))];

/// Schema of a product's log: the meaning of its columns, checked and ready for a
/// [`LogReader`](crate::LogReader).
///
/// It comes from a preset, from a TOML file, or from a [`SchemaSpec`] made in code.
///
/// # The TOML form
///
/// Only `[roles]` with `entity`, `time` and `kind` must be there. A schema for a video service
/// whose log has lines such as
/// `{"account":17,"at":"2024-03-01T20:15:00Z","action":"play","visit":"v1","subscription":"gold","secs":5400}`:
///
/// ```
/// use refrain_events::{EventSchema, TimeUnit};
///
/// let schema = EventSchema::from_toml(r#"
/// [roles]
/// entity = "account"          # who may churn: text or whole numbers
/// time = "at"
/// kind = "action"
/// session = "visit"           # optional, unique within the entity
/// ## sequence = "step"         # optional, orders events of one instant
/// ## registration = "joined"   # optional, when the entity registered
///
/// [time]
/// unit = "rfc3339"            # ms (the default), s, us, ns or rfc3339
/// ## registration_unit = "s"   # where it differs from `unit`
/// from = "2015-01-01"         # events before are implausible; default 1990-01-01
/// until = "2035-01-01"        # and from here on; default 2100-01-01
///
/// [guests]                    # rows of nobody; any one sign suffices
/// empty_entity = true         # the entity is "" (the default)
/// missing = ["subscription"]  # a column that every row of an account has
/// values = { action = ["landing page"] }
///
/// [text]
/// repair = false              # UTF-8 read as Latin-1 is left alone (the default)
///
/// [[attributes]]
/// name = "plan"
/// column = "subscription"     # default: the name
/// type = "text"
///
/// [[attributes]]
/// name = "secs"
/// type = "number"
///
/// [kinds]                     # for later stages
/// main = "play"
/// churn = ["account closed"]
/// ## downgrade = ["to free"]   # a paid plan is given up
/// ## upgrade = ["to gold"]     # a paid plan is taken
/// counted = ["search", "rate", "support chat"]
/// names = { play = "film" }   # in names of features: films_7d, search_per_film_30d
///
/// [meaning]                   # for later stages: names of attributes
/// plan = "plan"
/// paid_plans = ["gold", "silver"]
/// duration = "secs"           # in seconds
/// ## item = "film"             # what was consumed
/// ## creator = "studio"        # who made it
/// "#)?;
/// assert_eq!(schema.time().unit, TimeUnit::Rfc3339);
/// assert_eq!(schema.attributes()[0].column(), "subscription");
/// assert_eq!(EventSchema::from_toml(&schema.to_toml())?, schema);
/// # Ok::<(), refrain_events::Error>(())
/// ```
///
/// A key that is not part of the form is an error that names the line, the column and the
/// nearest key:
///
/// ```
/// # use refrain_events::EventSchema;
/// let text = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\nsesion = \"visit\"\n";
/// let error = EventSchema::from_toml(text).unwrap_err().to_string();
/// assert!(error.starts_with("schema line 5, column 1: unknown field `sesion`"), "{error}");
/// assert!(error.ends_with("did you mean `session`?"), "{error}");
/// ```
///
/// Two schemas are equal if they say the same, on whichever lines.
#[derive(Debug, Clone)]
pub struct EventSchema {
    spec: SchemaSpec,
    /// Shared, since a schema is cloned for each thread that reads.
    lines: Arc<SchemaLines>,
    /// Made once: a calendar holds all changes of the clocks.
    calendar: Calendar,
    /// Calendar of the zone of times without an offset.
    zone: Option<Calendar>,
}

impl PartialEq for EventSchema {
    fn eq(&self, other: &EventSchema) -> bool {
        self.spec == other.spec
    }
}

impl EventSchema {
    /// Checks what a schema says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if a name is empty, a column has two
    /// uses, an attribute is named twice, the plausible range is empty, or `meaning` names an
    /// attribute that is absent or of another type.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, Roles, SchemaSpec};
    ///
    /// let mut spec = SchemaSpec::new(Roles::new("account", "at", "action"));
    /// assert!(EventSchema::new(spec.clone()).is_ok());
    ///
    /// spec.meaning.plan = Some("subscription".into());
    /// let error = EventSchema::new(spec).unwrap_err();
    /// assert!(error.to_string().contains("`subscription`, which is not an attribute"), "{error}");
    /// ```
    pub fn new(spec: SchemaSpec) -> Result<EventSchema, Error> {
        Ok(EventSchema::checked(spec, SchemaLines::none())?)
    }

    fn checked(spec: SchemaSpec, lines: SchemaLines) -> Result<EventSchema, FaultySchema> {
        check::check(&spec, &lines).map_err(|found| FaultySchema::of(found, &lines))?;
        let zone = |name: &String| Calendar::zone(name).expect("it was checked");
        Ok(EventSchema {
            calendar: spec.calendar.zone.as_ref().map(zone).unwrap_or_default(),
            zone: spec.time.zone.as_ref().map(zone),
            spec,
            lines: Arc::new(lines),
        })
    }

    /// Returns the schema of Sparkify's log.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::EventSchema;
    ///
    /// let schema = EventSchema::sparkify();
    /// assert_eq!(schema.roles().kind.column(), Some("page"));
    /// assert_eq!(schema.kinds().churn, ["Cancellation Confirmation"]);
    /// assert_eq!(schema.meaning().plan.as_deref(), Some("level"));
    /// ```
    pub fn sparkify() -> EventSchema {
        EventSchema::preset("sparkify").expect("a test reads every preset")
    }

    /// Returns the preset of this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::EventSchema;
    ///
    /// for name in EventSchema::preset_names() {
    ///     assert!(EventSchema::preset(name).is_ok());
    /// }
    /// assert!(EventSchema::preset("spotify").is_err());
    /// ```
    pub fn preset(name: &str) -> Result<EventSchema, Error> {
        match PRESETS.iter().find(|(preset, _)| *preset == name) {
            Some((_, text)) => EventSchema::from_toml(text),
            None => {
                // Few enough to list them all.
                let known = EventSchema::preset_names().collect::<Vec<_>>().join(", ");
                Err(UnknownPreset { name: name.to_owned(), known }.into())
            }
        }
    }

    /// Iterates over the names of the presets.
    pub fn preset_names() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }

    /// Reads a schema from TOML text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) with the line and column, or as
    /// [`EventSchema::new`].
    pub fn from_toml(text: &str) -> Result<EventSchema, Error> {
        let spec = toml_form::parse(text)?;
        Ok(EventSchema::checked(spec, SchemaLines::of(text))?)
    }

    /// Reads a schema from a TOML file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if there is no such file or it cannot be read, else
    /// as [`EventSchema::from_toml`], with the file named.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::EventSchema;
    ///
    /// let directory = tempfile::tempdir()?;
    /// let path = directory.path().join("shop.toml");
    /// std::fs::write(&path, "[roles]\nentity = \"customer\"\ntime = \"t\"\nkind = \"action\"\n")?;
    /// assert_eq!(EventSchema::load(&path)?.roles().entity, "customer");
    ///
    /// std::fs::write(&path, "[roles]\nentity = \"customer\"\n")?;
    /// let error = EventSchema::load(&path).unwrap_err();
    /// assert!(error.to_string().contains("shop.toml` line 1"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(path: impl AsRef<Path>) -> Result<EventSchema, Error> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|cause| unreadable_path(path, cause))?;
        let schema = toml_form::parse(&text)
            .and_then(|spec| EventSchema::checked(spec, SchemaLines::of(&text).in_file(path)));
        Ok(schema.map_err(|fault| fault.in_file(path))?)
    }

    /// Writes the schema as TOML; [`from_toml`](Self::from_toml) gives it back.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, Roles, SchemaSpec};
    ///
    /// let schema = EventSchema::new(SchemaSpec::new(Roles::new("account", "at", "action")))?;
    /// assert!(schema.to_toml().contains("entity = \"account\""));
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn to_toml(&self) -> String {
        toml_form::print(&self.spec)
    }

    /// The schema without what a rule of cleaning does by it.
    pub(crate) fn without(&self, rule: CleaningRule) -> EventSchema {
        let mut spec = self.spec.clone();
        match rule {
            CleaningRule::Guest => {
                // Without any sign no row is a guest's; an empty entity then lacks its role.
                spec.guests = GuestRule { empty_entity: false, ..GuestRule::default() };
            }
            CleaningRule::TimeOutOfRange => {
                (spec.time.from, spec.time.until) = (Time::MIN, Time::MAX)
            }
            CleaningRule::TextRepaired => spec.text.repair = false,
            _ => {}
        }
        EventSchema { spec, ..self.clone() }
    }

    /// Names the place of a key for a message, such as ``schema `shop.toml` line 4``.
    ///
    /// The key is a dotted path: `roles.kind`, `attributes.0.column`. Where it is not written, its
    /// section's line stands for it; a schema made in code is `the schema`.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, Roles, SchemaSpec};
    ///
    /// let read = EventSchema::from_toml("[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"k\"\n")?;
    /// assert_eq!(read.place_of("roles.kind"), "schema line 4");
    ///
    /// let made = EventSchema::new(SchemaSpec::new(Roles::new("u", "t", "k")))?;
    /// assert_eq!(made.place_of("roles.kind"), "the schema");
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn place_of(&self, key: &str) -> String {
        self.lines.place_of(key)
    }

    /// Returns what delimited text looks like.
    pub fn table(&self) -> &TableSpec {
        &self.spec.table
    }

    /// Returns where the rows are in JSON.
    pub fn json(&self) -> &JsonSpec {
        &self.spec.json
    }

    /// Returns which rows are one event, and which texts stand for nothing.
    pub fn rows(&self) -> &RowSpec {
        &self.spec.rows
    }

    /// Returns which ids are one in spite of a difference.
    pub fn ids(&self) -> &IdSpec {
        &self.spec.ids
    }

    /// Returns the calendar of days, hours and weekdays, and of dates that are cutoffs.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::EventSchema;
    ///
    /// assert!(EventSchema::sparkify().calendar().is_utc());
    /// ```
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The calendar of the zone of times without an offset, where the schema says one.
    pub(crate) fn zone(&self) -> Option<&Calendar> {
        self.zone.as_ref()
    }

    /// Returns the name that tables and batches give the column of kinds: that of its column, else
    /// `kind`, with underscores after it as long as another column has that name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, KindSource, Roles, SchemaSpec};
    ///
    /// assert_eq!(EventSchema::sparkify().kind_column(), "page");
    ///
    /// let kind = KindSource::Constant("purchase".into());
    /// let shop = EventSchema::new(SchemaSpec::new(Roles::new("customer", "at", kind)))?;
    /// assert_eq!(shop.kind_column(), "kind");
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn kind_column(&self) -> &str {
        const NAMES: [&str; 3] = ["kind", "kind_", "kind__"];
        if let Some(column) = self.spec.roles.kind.column() {
            return column;
        }
        let roles = self.spec.roles.iter().map(|(_, column)| column);
        let used: Vec<_> =
            roles.chain(self.spec.attributes.iter().map(AttributeSpec::column)).collect();
        NAMES.into_iter().find(|name| !used.contains(name)).unwrap_or("kind___")
    }

    /// Returns the columns of the roles.
    pub fn roles(&self) -> &Roles {
        &self.spec.roles
    }

    /// Returns how times are written and which are plausible.
    pub fn time(&self) -> &TimeSpec {
        &self.spec.time
    }

    /// Returns which rows are guests'.
    pub fn guests(&self) -> &GuestRule {
        &self.spec.guests
    }

    /// Returns what is done to text.
    pub fn text(&self) -> &TextSpec {
        &self.spec.text
    }

    /// Returns the attributes, in the order they have in the event log.
    pub fn attributes(&self) -> &[AttributeSpec] {
        &self.spec.attributes
    }

    /// Returns the kinds of event that mean something to later stages.
    pub fn kinds(&self) -> &Kinds {
        &self.spec.kinds
    }

    /// Returns the attributes that mean something to later stages.
    pub fn meaning(&self) -> &Meaning {
        &self.spec.meaning
    }

    /// Returns everything the schema says, to be changed and checked anew.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{AttributeSpec, EventSchema};
    ///
    /// let mut spec = EventSchema::sparkify().into_spec();
    /// spec.attributes.push(AttributeSpec::text("firstName"));
    /// assert_eq!(EventSchema::new(spec)?.attributes().last().map(|a| a.column()), Some("firstName"));
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn into_spec(self) -> SchemaSpec {
        self.spec
    }
}

impl FromStr for EventSchema {
    type Err = Error;

    /// Reads a schema from TOML text, as [`EventSchema::from_toml`].
    fn from_str(text: &str) -> Result<EventSchema, Error> {
        EventSchema::from_toml(text)
    }
}
