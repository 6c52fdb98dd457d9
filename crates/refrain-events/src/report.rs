//! Report of a read: rows read, kept, dropped and repaired, block by block and for all inputs.

pub(crate) mod block_counts;
pub(crate) mod block_report;
pub(crate) mod cleaning_report;
pub(crate) mod closing;
pub(crate) mod draft;
pub(crate) mod event_days;
mod late_registration;
pub(crate) mod on_damage;
pub(crate) mod problem;
pub(crate) mod read_log;
pub(crate) mod row_positions;
pub(crate) mod rule;
pub(crate) mod running;
pub(crate) mod similar_ids;
pub(crate) mod stray_clocks;
pub(crate) mod switches;
