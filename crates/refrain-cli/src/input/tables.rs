//! Datasets that come as a table instead of a log.

use std::path::Path;

use refrain::Timings;
use refrain::base::Dataset;
use refrain::table::{Table, is_dataset_file};

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
    Ok(timings.stage("read", || Table::read(path)?.dataset())?)
}
