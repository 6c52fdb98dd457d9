//! Columns that carry the roles of an event.

use serde::{Deserialize, Serialize};

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
