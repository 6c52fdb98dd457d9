//! Datasets that come as a table instead of a log.

use std::path::Path;

use refrain::core::Dataset;
use refrain::table::{Table, is_dataset_file};
use refrain::{Error, Timings};

use crate::failure::Failure;
use crate::options::LogArgs;

/// The one input, if it is a table with labels rather than a log.
pub(crate) fn table_input(args: &LogArgs) -> Option<&Path> {
    match args.inputs.as_slice() {
        [input] => Some(Path::new(input)).filter(|path| is_dataset_file(path)),
        _ => None,
    }
}

pub(crate) fn read_dataset(path: &Path, timings: &mut Timings) -> Result<Dataset, Failure> {
    let read = timings.stage("read", || Table::read(path)?.dataset());
    Ok(read.map_err(|source| Error::InFile { path: path.to_owned(), source: Box::new(source) })?)
}
