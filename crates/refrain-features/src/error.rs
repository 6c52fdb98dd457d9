//! What can go wrong in computing features.

/// An error of `refrain-features`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A set of no features.
    #[error("feature set `{set}` has no feature")]
    EmptySet {
        /// Name of the set.
        set: String,
    },
    /// A set that does not exist.
    #[error("no feature set is named `{found}`; there are {}", .known.join(", "))]
    UnknownSet {
        /// The name asked for.
        found: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// An attribute that a feature needs and the log does not have.
    #[error("feature set `{set}` needs the {kind} attribute `{attribute}`, the log has {}{}; add it to the schema",
        listed(.known), meant(.nearest))]
    MissingAttribute {
        /// Name of the set.
        set: String,
        /// Name of the attribute.
        attribute: String,
        /// Its type.
        kind: &'static str,
        /// The attributes there are, with their types.
        known: Vec<String>,
        /// The attribute of the log that was probably meant.
        nearest: Option<String>,
    },
    /// A name that stands for no feature.
    #[error("`{feature}` is the name of no feature{}; docs/features.md tells how names are made", meant(.nearest))]
    UnknownFeature {
        /// The name.
        feature: String,
        /// A name that was probably meant.
        nearest: Option<String>,
    },
    /// A lookback that makes no sense.
    #[error("the lookback of `{feature}` cannot be used: {reason}")]
    WrongLookback {
        /// The name of the feature.
        feature: String,
        /// Why.
        reason: &'static str,
    },
    /// Two columns of one name.
    #[error("feature set `{set}` has two columns `{column}`; name or include each once")]
    RepeatedColumn {
        /// Name of the set.
        set: String,
        /// Name of the columns.
        column: String,
    },
    /// A kind whose name in names of features means something else.
    #[error(
        "kind `{kind}` would be called `{name}` in names of features, which is taken by {other}; call it something else under `names` in the schema's [kinds]"
    )]
    TakenName {
        /// The kind.
        kind: String,
        /// Its name.
        name: String,
        /// What else has it.
        other: String,
    },
    /// A file of a set that cannot be read.
    #[error("the feature set cannot be read: {reason}")]
    SetFile {
        /// Why, with the line.
        reason: String,
    },
    /// A kind of event that a selection names and the log does not have.
    #[error(
        "selection `{selection}` names kind `{kind}`, which the log does not have (did you mean `{nearest}`?)"
    )]
    UnknownKind {
        /// Name of the selection.
        selection: String,
        /// The kind.
        kind: String,
        /// The kind that was probably meant.
        nearest: String,
    },
    /// A feature that does not give one value per column.
    #[error(
        "the feature of column `{first_column}` has {expected} columns and gave {found} values"
    )]
    WrongWidth {
        /// First column of the feature.
        first_column: String,
        /// Number of its columns.
        expected: usize,
        /// Number of values it gave.
        found: usize,
    },
    /// A feature that gives a category for a column of another kind, or the other way round.
    #[error(
        "the feature of column `{column}` gives a category for another kind of column, or the other way round; `Row::category` and `ColumnKind::Category` go together"
    )]
    WrongKind {
        /// The column.
        column: String,
    },
    /// A matrix that cannot be built, such as two columns of one name.
    #[error(transparent)]
    Core(#[from] refrain_core::Error),
}

fn listed(known: &[String]) -> String {
    match known.is_empty() {
        true => "none".to_owned(),
        false => known.join(", "),
    }
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}

impl refrain_core::Problem for Error {
    fn kind(&self) -> refrain_core::ErrorKind {
        match self {
            Error::UnknownSet { .. } => refrain_core::ErrorKind::Argument,
            _ => refrain_core::ErrorKind::Data,
        }
    }
}
