//! Arrow, as far as this crate shows it, under the paths of the crate `arrow`.
//!
//! The types are those of `arrow` itself, which a program may add beside this crate. It is put
//! together from Arrow's member crates, so that its kernels, which nothing here calls, are not
//! compiled: they take as long as all the rest.

pub use arrow_buffer as buffer;
pub use arrow_ipc as ipc;

/// Arrays, their builders and record batches.
pub mod array {
    pub use arrow_array::builder::*;
    pub use arrow_array::cast::AsArray;
    pub use arrow_array::*;
}

/// Schemas, data types and the types of primitive arrays.
pub mod datatypes {
    pub use arrow_array::types::*;
    pub use arrow_schema::*;
}

/// The error of Arrow's functions.
pub mod error {
    pub use arrow_schema::ArrowError;
}
