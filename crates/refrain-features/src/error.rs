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
    #[error("no feature set is named `{found}`; there are {}", .known.join(" and "))]
    UnknownSet {
        /// The name asked for.
        found: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// An attribute that a feature needs and the log does not have.
    #[error("feature set `{set}` needs the {kind} attribute `{attribute}`, the log has {}; add it to the schema",
        listed(.known))]
    MissingAttribute {
        /// Name of the set.
        set: String,
        /// Name of the attribute.
        attribute: String,
        /// Its type.
        kind: &'static str,
        /// The attributes there are, with their types.
        known: Vec<String>,
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
