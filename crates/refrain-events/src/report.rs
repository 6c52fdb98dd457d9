//! Report of a read: rows read, kept, dropped and repaired, block by block and for all inputs.

pub(crate) mod account;
pub(crate) mod cleaning_report;
pub(crate) mod event_days;
pub(crate) mod ledger;
pub(crate) mod on_damage;
pub(crate) mod problem;
pub(crate) mod read_log;
pub(crate) mod row_positions;
pub(crate) mod rule;
pub(crate) mod switches;
pub(crate) mod tally;
