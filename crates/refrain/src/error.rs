//! What can go wrong between the stages.

use std::path::PathBuf;

/// An error of the facade, or of one of the crates behind it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An error of the vocabulary, or of a model.
    #[error(transparent)]
    Core(#[from] refrain_core::Error),
    /// An error of an estimator that is not one of ours.
    #[error("the estimator failed")]
    Estimator(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// An estimator that failed in one split of a backtest.
    #[error("the estimator failed on the training rows for cutoff {cutoff}, fold {fold}")]
    Split {
        /// The cutoff tested.
        cutoff: refrain_core::Time,
        /// The fold tested, from 0.
        fold: usize,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Two columns of one name in a table.
    #[error("column `{column}` is named twice")]
    DuplicateColumn {
        /// The name.
        column: String,
    },
    /// A churn rule that does not exist.
    #[error(
        "`{found}` is not a churn rule; there are cancel, cancel:KIND, downgrade, upgrade, inactive:SPAN such as inactive:14d, and any:RULE+RULE"
    )]
    UnknownRule {
        /// The text as given.
        found: String,
    },
    /// A churn rule that needs something of the schema that it does not say.
    #[error("the rule {rule} needs `{key}` in the schema's `[{part}]`, which does not say it")]
    SchemaLacks {
        /// The rule.
        rule: &'static str,
        /// The part of the schema.
        part: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A model file that does not say how its features and labels are made.
    #[error(
        "the model does not say its {key}, as one trained on a table does not; give --set and --rule, and --schema if it is not sparkify"
    )]
    MissingContext {
        /// What is missing.
        key: &'static str,
    },
    /// Rows to train on that all have one label.
    #[error(
        "{n_churned} of {n_rows} observations at {n_cutoffs} complete cutoffs churned; a model needs both churned and retained ones, so take a longer log or a longer horizon"
    )]
    OneClass {
        /// Number of rows.
        n_rows: usize,
        /// Number of rows that churned.
        n_churned: usize,
        /// Number of cutoffs whose outcome window the log covers.
        n_cutoffs: usize,
    },
    /// No cutoff whose outcome window the log covers.
    #[error(
        "no outcome window fits into the log: with a lead of {lead} and a horizon of {horizon} a cutoff must lie at or before {latest}; shorten the horizon or take earlier cutoffs"
    )]
    NoCompleteCutoff {
        /// The lead.
        lead: refrain_core::Span,
        /// The horizon.
        horizon: refrain_core::Span,
        /// The latest cutoff with a complete window.
        latest: refrain_core::Time,
    },
    /// Too few cutoffs to test on a later one.
    #[error(
        "{found} cutoffs have a complete outcome window, and testing on a later one needs at least 2; shorten the stride or the horizon"
    )]
    TooFewCutoffs {
        /// Number of cutoffs.
        found: usize,
    },
    /// A damaged log in a format that cannot be damaged.
    #[error("{}: Parquet cannot hold damaged lines; write JSON lines, .json or .json.gz", .path.display())]
    DamagedParquet {
        /// The file.
        path: PathBuf,
    },
    /// A row that the truth says nothing about.
    #[error(
        "the truth says nothing of `{entity}` at {cutoff}: write it with the same cutoffs, of the simulation that made the log"
    )]
    NoTruth {
        /// Id of the entity.
        entity: String,
        /// The cutoff.
        cutoff: refrain_core::Time,
    },
    /// A truth about another outcome window.
    #[error(
        "the truth at {cutoff} is about an outcome window that ends at {found}, the labels about one that ends at {expected}: give both the same --lead and --horizon"
    )]
    OtherWindow {
        /// The cutoff.
        cutoff: refrain_core::Time,
        /// End of the truth's window.
        found: refrain_core::Time,
        /// End of the labels' window.
        expected: refrain_core::Time,
    },
    /// A file name that tells no format of tables.
    #[error("{}: the name tells no table format; end it in .csv, .jsonl or .parquet", .path.display())]
    UnknownTableFormat {
        /// The file.
        path: PathBuf,
    },
    /// A format that tables are written in but not read from.
    #[error("{}: tables are read from .csv and .parquet, not from .jsonl", .path.display())]
    TableNotReadable {
        /// The file.
        path: PathBuf,
    },
    /// A file that cannot be read.
    #[error("{}: cannot be read", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that cannot be written.
    #[error("{}: cannot be written", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A CSV table that cannot be read.
    #[error("{}: not a table in CSV", .path.display())]
    ReadCsv {
        /// The file.
        path: PathBuf,
        /// Why, with the line.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A Parquet table that cannot be read or written.
    #[error("{}: Parquet failed", .path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A column of a type that tables do not have.
    #[error("{}: column `{column}` is of type {found}; tables hold numbers, text and times", .path.display())]
    UnsupportedColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// Its type.
        found: String,
    },
    /// An error about the table in a file.
    #[error("{}: the file cannot be used", .path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<Error>,
    },
    /// A table that does not begin as a dataset.
    #[error("a dataset begins with the entity and `cutoff`, this table with `{}`; reorder or drop columns such as an index", .found.join("`, `"))]
    NotADataset {
        /// Names of the first columns.
        found: Vec<String>,
    },
    /// A column that a dataset must have.
    #[error("the table has no column `{column}`, only {}; `refrain dataset` writes one that has", .known.join(", "))]
    MissingColumn {
        /// The column.
        column: &'static str,
        /// The columns there are.
        known: Vec<String>,
    },
    /// A value that cannot be read.
    #[error("column `{column}`, row {row}: expected {expected}, found `{found}`")]
    BadCell {
        /// The column.
        column: String,
        /// The row, from 1 below the header.
        row: usize,
        /// What the column holds.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// A grid without a cell.
    #[error("a grid needs at least one horizon and one lead")]
    EmptyGrid,
    /// Days observed that do not ascend.
    #[error(
        "the days observed that divide a learning curve are out of order: {second} follows {first}"
    )]
    EdgesOutOfOrder {
        /// An edge.
        first: f64,
        /// The one after it.
        second: f64,
    },
    /// A model without parameters to search for.
    #[error("{model} has no parameters to search for")]
    NothingToSearch {
        /// Its name.
        model: &'static str,
    },
    /// A table to be audited without a column that is the label by its name.
    #[error("the table has no column that is a label by its name, only {}; name it with --label", .known.join(", "))]
    NoLabel {
        /// The columns there are.
        known: Vec<String>,
    },
    /// A column that was named and is not there.
    #[error("the table has no column `{column}`, only {}", .known.join(", "))]
    NoColumn {
        /// The column.
        column: String,
        /// The columns there are.
        known: Vec<String>,
    },
    /// A table without entities where a log is to be searched for them.
    #[error(
        "no column is an entity's id by its name, so the log cannot be searched; name it with --entity"
    )]
    NoEntity,
    /// A table and a log of different entities.
    #[error("no entity of column `{entity}` is in the log, such as `{found}`")]
    StrangeEntities {
        /// Name of the column.
        entity: String,
        /// The first entity.
        found: String,
    },
    /// JSON that cannot be read.
    #[error("not a table in JSON: it should be one object a line, or an array of objects")]
    MalformedJson {
        /// Why, with the line.
        source: serde_json::Error,
    },
    /// A protocol of replication that does not exist.
    #[error("`{found}` is not a protocol; there are {known}, and all")]
    UnknownProtocol {
        /// The name as given.
        found: String,
        /// The protocols there are.
        known: String,
    },
    /// A protocol that the log does not allow.
    #[error("the protocol {protocol} cannot be run on this log")]
    Protocol {
        /// The protocol.
        protocol: &'static str,
        /// Why.
        source: Box<Error>,
    },
    /// A table whose first column has no name.
    #[error(
        "a table begins with the entity, and the first column of this one has no name; drop an index that another tool wrote"
    )]
    NoEntityColumn,
    /// An entity in two rows of a table that may hold it once.
    #[error(
        "`{entity}` stands in rows {row} and {other}; leave one row of each customer, such as one cutoff"
    )]
    RepeatedEntity {
        /// Id of the entity.
        entity: String,
        /// A row, from 1 below the header.
        row: usize,
        /// The next.
        other: usize,
    },
    /// A customer of whom the assignment does not say whether they were treated.
    #[error("the assignment does not say whether `{entity}` was treated")]
    NotAssigned {
        /// Id of the entity.
        entity: String,
    },
    /// A customer without a score.
    #[error("the scores have no row of `{entity}`")]
    NotScored {
        /// Id of the entity.
        entity: String,
    },
    /// A scenario that is not named, or not there.
    #[error("say which scenario of the assignment is meant: {}", .known.join(", "))]
    Scenario {
        /// The scenarios there are.
        known: Vec<String>,
    },
}

impl Error {
    /// Wraps the error of any estimator.
    pub(crate) fn estimator(error: impl std::error::Error + Send + Sync + 'static) -> Error {
        Error::Estimator(Box::new(error))
    }
}
