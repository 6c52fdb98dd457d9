//! Reads and cleans raw event logs into columnar, typed, per-entity histories.
//!
//! For anyone who has the log of a product, one event a line, and wants it as a
//! [`refrain_core::EventLog`], with a report of what was dropped, repaired or suspect on
//! the way.
//!
//! An [`EventSchema`] says what the columns mean; [`LogReader`] reads by it JSON lines, JSON arrays,
//! CSV, Parquet and Arrow IPC, plain or compressed with gzip, zstd or bzip2, from files,
//! directories, globs and standard input; the [`CleaningReport`] counts every row that is not in
//! the log under a named [`CleaningRule`], with the file, the line and samples.
//! `rows_read = rows_kept + rows_dropped`, always.
//!
//! An [`EventStore`] keeps a log on disk as Parquet files that other programs open as well; it
//! grows by what is new and is read whole or in parts. [`to_batches`] and
//! [`LogReader::read_batches`] hand logs to and from anything that speaks Arrow. For a log that
//! nobody has described yet, a [`SchemaProposal`] guesses the schema and says why.
//!
//! ```
//! use refrain_core::Time;
//! use refrain_events::{CleaningRule, EventSchema, LogReader};
//!
//! let lines = r#"
//! {"ts":1538352117000,"userId":"30","sessionId":29,"page":"NextSong","auth":"Logged In","level":"paid","itemInSession":50,"registration":1538173362000,"artist":"Martha Tilston","song":"Rockpools","length":277.89016}
//! {"ts":1538352180000,"userId":"","sessionId":8,"page":"Home","auth":"Logged Out","level":"free","itemInSession":0}
//! {"ts":1538352394000,"userId":30,"sessionId":29,"page":"NextSong","auth":"Logged In","level":"paid","itemInSession":51,"registration":1538173362000,"artist":"Adam Lambert","song":"Time For Miracles","length":282.8273}
//! {"ts":1538352676000,"userId":30,"sessi
//! "#;
//!
//! let read = LogReader::new(EventSchema::sparkify()).read_from("log.json", lines.as_bytes())?;
//! assert_eq!(read.report.rows_read, 4);
//! assert_eq!(read.report.count(CleaningRule::Guest), 1);
//! assert_eq!(read.report.count(CleaningRule::Unparsable), 1);
//!
//! let user = read.log.entity("30").expect("two rows of user 30");
//! let history = read.log.history(user, Time::from_millis(1538352394000));
//! assert_eq!(history.events().len(), 1);
//! # Ok::<(), refrain_events::Error>(())
//! ```
//!
//! A format of your own comes in by implementing [`RowSource`].
//!
//! For a log without a schema, [`SchemaProposal`] drafts one from a [`RowSample`], with the reasons
//! as comments to edit.
//!
//! It does not compute features or labels, does not repair times or ids, and does not follow files
//! that are still being written.

pub mod arrow;
mod batches;
mod grouped;
mod input;
mod log_builder;
mod open;
mod profile;
mod propose;
mod read;
mod report;
mod rows;
mod schema;
mod store;
mod suggestion;
mod unreadable;

pub use batches::to_batches;
pub use input::sources::Input;
pub use input::table_file::{TableFile, TableFormat};
pub use profile::{ColumnSummary, LogProfile};
pub use propose::{
    Alternative, ColumnProfile, Confidence, RoleProposal, RowSample, SchemaProposal, sample_rows,
};
pub use read::reader::LogReader;
pub use refrain_core::{Error, ErrorKind};
pub use report::cleaning_report::{CleaningFinding, CleaningReport, FileRows, Sample};
pub use report::read_log::ReadLog;
pub use report::rule::{CleaningRule, Effect};
pub use rows::cell::Cell;
pub use rows::repair::repair_text;
pub use rows::row_source::{RawRow, RowSource};
pub use schema::{
    AttributeSpec, CalendarSpec, DecimalMark, Duplicates, EventSchema, GuestRule, IdDifference,
    IdSpec, JsonSpec, KindCase, KindSource, Kinds, Meaning, Roles, RowSpec, SchemaSpec, TableSpec,
    TextSpec, TimeSpec, TimeUnit,
};
pub use store::{BucketLog, EventStore, Ingested, StoreSize};

/// The program in the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
