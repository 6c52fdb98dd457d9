//! Results on standard output or in a file.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use console::Term;
use refrain::table::{Table, check_name};

use crate::failure::Failure;
use crate::options::{LogArgs, OutputArgs};

/// The name that stands for standard output.
pub(crate) const STDOUT: &str = "-";

/// Rows shown on a terminal.
const N_SHOWN: usize = 20;

/// Width assumed where the terminal does not say.
const WIDTH: usize = 100;

/// Writes text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Checks that the output can be a table and is none of the inputs, before any work is done.
pub(crate) fn check(output: &OutputArgs, inputs: &LogArgs) -> Result<(), Failure> {
    match output.output.as_deref() {
        Some(path) if path != Path::new(STDOUT) => {
            check_name(path)?;
            check_not_input(path, inputs, None)
        }
        _ => Ok(()),
    }
}

/// Checks that writing to a path does not destroy what is read.
pub(crate) fn check_not_input(
    path: &Path,
    inputs: &LogArgs,
    set: Option<&str>,
) -> Result<(), Failure> {
    let same = |input: &String| match (path.canonicalize(), Path::new(input).canonicalize()) {
        (Ok(output), Ok(input)) => output == input,
        _ => false,
    };
    let others = inputs.schema.as_deref().into_iter().chain(set).map(str::to_owned);
    match inputs.inputs.iter().cloned().chain(others).find(same) {
        Some(input) => Err(Failure::usage(format!(
            "the output would overwrite the input {input}; write to another file"
        ))),
        None => Ok(()),
    }
}

/// Checks that writing to a path does not destroy the table that is read.
pub(crate) fn check_not_table(path: &Path, input: &Path) -> Result<(), Failure> {
    match (path.canonicalize(), input.canonicalize()) {
        (Ok(output), Ok(read)) if output == read => {
            let name = input.display();
            Err(Failure::usage(format!(
                "the output would overwrite the input {name}; write to another file"
            )))
        }
        _ => Ok(()),
    }
}

/// Writes a table where the user asked: into a file, as CSV into a pipe, or on the terminal.
pub(crate) fn write(table: &Table, output: &OutputArgs) -> Result<(), Failure> {
    match output.output.as_deref() {
        Some(path) if path == Path::new(STDOUT) => csv(table),
        Some(path) => Ok(table.write(path)?),
        None if io::stdout().is_terminal() => print(&table.show(N_SHOWN, width())),
        None => csv(table),
    }
}

fn csv(table: &Table) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    table.write_csv(&mut stdout).map_err(Failure::Output)
}

/// Width of the terminal.
pub(crate) fn width() -> usize {
    Term::stdout().size_checked().map_or(WIDTH, |(_, columns)| usize::from(columns))
}
