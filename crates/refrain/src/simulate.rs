//! Simulated logs as files.

mod batches;
mod coded_texts;
mod damaged;
mod parquet;
mod truth;

use std::error::Error as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use refrain_sim::Simulation;

use crate::Error;
use crate::table::FileProblem;

pub use batches::simulated_batches;
pub use damaged::{assignment_to_file, damaged_to_file};
pub use truth::{Truth, truth_table};

/// Writes a simulated log and returns the number of rows: as Parquet if the name ends in
/// `.parquet`, else as JSON lines, compressed if it ends in `.gz`.
///
/// The columns of Parquet are those of [`simulated_batches`], the texts plain. Rows are written
/// while the next ones are made: memory depends on the number of users, not of rows.
///
/// A file of that name is replaced. What a failure leaves is the beginning of the log: whole lines
/// and maybe a part of one, or a Parquet file without an end, which no reader opens.
///
/// # Errors
///
/// If the file cannot be written.
///
/// # Determinism
///
/// The same simulation gives the same bytes on any number of threads.
///
/// # Examples
///
/// ```
/// use refrain::sim::{Simulation, SimulationOptions};
///
/// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("log.json.gz");
/// let n_rows = refrain::simulate_to_file(&simulation, &path)?;
/// assert_eq!(n_rows, simulation.events().count() as u64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simulate_to_file(simulation: &Simulation, path: &Path) -> Result<u64, Error> {
    let failed = |source| Error::from(FileProblem::Write { path: path.to_owned(), source });
    let named = |error| named(path, error);
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    let n_rows = match path.extension().and_then(|extension| extension.to_str()) {
        Some("parquet") => parquet::write(simulation, &mut file).map_err(failed)?,
        Some("gz") => {
            let mut encoder = GzEncoder::new(&mut file, Compression::default());
            let n_rows = simulation.write_json_lines(&mut encoder).map_err(named)?;
            encoder.finish().map_err(failed)?;
            n_rows
        }
        _ => simulation.write_json_lines(&mut file).map_err(named)?,
    };
    file.flush().map_err(failed)?;
    Ok(n_rows)
}

/// Names the file in an error of writing to it.
pub(crate) fn named(path: &Path, error: refrain_sim::Error) -> Error {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    match cause {
        Some(cause) => FileProblem::Write { path: path.to_owned(), source: copied(cause) }.into(),
        None => error,
    }
}

fn copied(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
