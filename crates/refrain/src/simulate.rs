//! Simulated logs as files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use refrain_sim::Simulation;

use crate::Error;

/// Writes a simulated log as JSON lines, compressed if the name ends in `.gz`; returns the number
/// of rows.
///
/// # Errors
///
/// If the file cannot be written.
pub fn simulate_to_file(simulation: &Simulation, path: &Path) -> Result<u64, Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let named = |error| match error {
        refrain_sim::Error::Write { source } => failed(source),
        error => error.into(),
    };
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    let is_gzip = path.extension().is_some_and(|extension| extension == "gz");
    let n_rows = match is_gzip {
        true => {
            let mut encoder = GzEncoder::new(&mut file, Compression::default());
            let n_rows = simulation.write_json_lines(&mut encoder).map_err(named)?;
            encoder.finish().map_err(failed)?;
            n_rows
        }
        false => simulation.write_json_lines(&mut file).map_err(named)?,
    };
    file.flush().map_err(failed)?;
    Ok(n_rows)
}
