//! Reader of logs: blocks of the inputs on all threads, put together in the order of the inputs.

pub(crate) mod absent_columns;
pub(crate) mod early_end;
mod problem;
pub(crate) mod reader;
pub(crate) mod rounds;
pub(crate) mod streams;
pub(crate) mod worker;
