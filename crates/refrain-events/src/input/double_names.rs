//! Columns that a file names twice.

use std::collections::HashMap;

use refrain_core::Error;

use crate::input::problem::InputProblem;

/// Refuses a file that names two of its columns alike: which one is meant cannot be known, and the
/// last would win in silence. `line` is that of the header, where there is one.
///
/// Columns without a name are not compared: an index or a delimiter at the end of each line makes
/// them, and no schema can ask for one.
pub(crate) fn check_double_names<'n>(
    file: &str,
    line: Option<u64>,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<(), Error> {
    let mut places = HashMap::new();
    for (place, name) in names.into_iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(first) = places.insert(name, place) {
            let (file, column) = (file.to_owned(), name.to_owned());
            let (first, second) = (first + 1, place + 1);
            return Err(InputProblem::DoubleName { file, line, column, first, second }.into());
        }
    }
    Ok(())
}
