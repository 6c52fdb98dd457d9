//! What can go wrong in the vocabulary itself.

/// An error of `refrain-core`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A span that is not a whole number followed by a unit.
    #[error(
        "`{found}` is not a span: write a whole number and a unit, such as 10d, 12h, 30m or 45s"
    )]
    MalformedSpan {
        /// The text as given.
        found: String,
    },
    /// A log without a single event.
    #[error("the log holds no event")]
    NoEvents,
    /// More events or entities than 32-bit row numbers can address.
    #[error("the log holds more than {limit} {what}; split it by entity")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The greatest number that fits.
        limit: u64,
    },
    /// An event with another number of attribute values than the log has attributes.
    #[error("an event has {found} attribute values, the log has {expected} attributes")]
    AttributeCount {
        /// Number of attributes of the log.
        expected: usize,
        /// Number of values of the event.
        found: usize,
    },
    /// An attribute value of another type than its column.
    #[error("attribute `{attribute}` holds {expected}, an event gives {found}")]
    AttributeType {
        /// Name of the attribute.
        attribute: String,
        /// Type of the column.
        expected: &'static str,
        /// Type of the value.
        found: &'static str,
    },
    /// A text that was interned by another builder or for another attribute.
    #[error("attribute `{attribute}` is given a text that was interned elsewhere")]
    ForeignText {
        /// Name of the attribute.
        attribute: String,
    },
    /// Builders or matrices joined that do not have the same columns.
    #[error("parts of different columns cannot be joined")]
    DifferentColumns,
    /// Two attributes of one name.
    #[error("attribute `{attribute}` is named twice")]
    DuplicateAttribute {
        /// The name.
        attribute: String,
    },
    /// Two columns of one name in a feature matrix.
    #[error("feature `{column}` is named twice")]
    DuplicateColumn {
        /// The name.
        column: String,
    },
    /// A column or a list of another length than the rows it describes.
    #[error("{what} has {found} values for {expected} rows")]
    Length {
        /// What has the wrong length.
        what: String,
        /// Number of rows.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// A weight that is none.
    #[error("row {row} has the weight {found}; weights are finite and not negative")]
    Weight {
        /// Row of the weight.
        row: usize,
        /// The weight.
        found: f64,
    },
    /// Weights that leave nothing to learn from.
    #[error("all {n_rows} rows have the weight 0; at least one must count")]
    NoWeight {
        /// Number of rows.
        n_rows: usize,
    },
    /// A value of a category that is not an index into the category's names.
    #[error("feature `{column}`, row {row}: {value} is not an index into its {n_names} categories")]
    UnknownCategory {
        /// Name of the column.
        column: String,
        /// Row of the value.
        row: usize,
        /// The value.
        value: String,
        /// Number of names.
        n_names: usize,
    },
    /// An observation that names an entity the table does not hold.
    #[error("observation {row} names entity {entity_idx}, of {n_entities}")]
    UnknownEntity {
        /// Row of the observation.
        row: usize,
        /// Index it names.
        entity_idx: usize,
        /// Number of entities there are.
        n_entities: usize,
    },
    /// A feature that was asked for and is not there.
    #[error("no feature is named `{column}`")]
    UnknownColumn {
        /// The name asked for.
        column: String,
    },
    /// An outcome that the data cannot know, where a label is needed.
    #[error("the outcome of observation {row} is censored, so it has no label; leave it out")]
    CensoredLabel {
        /// Row of the observation.
        row: usize,
    },
}
