//! Reader of logs: blocks of the inputs on all threads, put together in the order of the inputs.

pub(crate) mod reader;
pub(crate) mod worker;
