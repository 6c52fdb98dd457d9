//! Inputs of a read: files, their formats and compression, and the blocks they are cut into.

pub(crate) mod arrow_stream;
pub(crate) mod block;
pub(crate) mod column_files;
pub(crate) mod csv_blocks;
pub(crate) mod decompression;
pub(crate) mod double_names;
pub(crate) mod feeder;
pub(crate) mod format;
pub(crate) mod handed_batches;
pub(crate) mod json_array;
pub(crate) mod json_lines;
mod json_members;
pub(crate) mod json_objects;
pub(crate) mod json_shape;
pub(crate) mod json_wrapped;
mod leading_lines;
pub(crate) mod problem;
pub(crate) mod progress;
pub(crate) mod sources;
pub(crate) mod store_mark;
pub(crate) mod stream;
pub(crate) mod table_file;
mod table_header;
mod table_text;
pub(crate) mod turned;
