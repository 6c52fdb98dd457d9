//! Columns that carry the roles of an event.

use refrain_core::Span;
use serde::{Deserialize, Serialize};

use super::kind_source::KindSource;

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Roles {
    /// Column of the entity: who acted.
    pub entity: String,
    /// Column of the time of the event.
    pub time: String,
    /// Source of the kind: what was done.
    pub kind: KindSource,
    /// The session, unique within the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Pause of the entity after which a new session begins, where the log has no sessions.
    #[serde(default, with = "span_text", skip_serializing_if = "Option::is_none")]
    pub session_gap: Option<Span>,
    /// Position within the session; orders events of one instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
    /// Column of the time at which the entity registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
}

impl Roles {
    /// Names what makes an event: its entity, its time, and its kind, which need not be a column.
    pub fn new(
        entity: impl Into<String>,
        time: impl Into<String>,
        kind: impl Into<KindSource>,
    ) -> Roles {
        Roles {
            entity: entity.into(),
            time: time.into(),
            kind: kind.into(),
            session: None,
            session_gap: None,
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

    /// Begins a new session after each pause of an entity that is longer.
    #[must_use]
    pub fn session_gap(mut self, gap: Span) -> Roles {
        self.session_gap = Some(gap);
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

    /// Iterates over the roles that a column carries: name of the role, column.
    ///
    /// A kind that is constant, or comes from cases, is not among them.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let roles = [
            ("entity", Some(self.entity.as_str())),
            ("time", Some(self.time.as_str())),
            ("kind", self.kind.column()),
            ("session", self.session.as_deref()),
            ("sequence", self.sequence.as_deref()),
            ("registration", self.registration.as_deref()),
        ];
        roles.into_iter().filter_map(|(role, column)| Some((role, column?)))
    }
}

/// Spans in schema files, as on the command line: `30m`.
mod span_text {
    use refrain_core::Span;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(
        span: &Option<Span>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match span {
            Some(span) => serializer.collect_str(span),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Span>, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Some).map_err(D::Error::custom)
    }
}
