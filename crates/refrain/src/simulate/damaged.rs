//! Damaged logs as files.

use std::fs::File;
use std::io::{self, BufWriter, Write, sink};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use refrain_core::{ErrorKind, Problem};
use refrain_sim::{Corruption, CorruptionReport, Simulation};

use crate::Error;
use crate::simulate::named;
use crate::table::FileProblem;

/// Writes a simulated log, corrupted in known ways, as JSON lines, compressed if the name ends in
/// `.gz`, and its manifest, if a file is named for it; says what was damaged.
///
/// # Errors
///
/// If a file cannot be written, the log is to be Parquet, which cannot hold damaged lines, or the
/// corruption does not fit the simulation.
pub fn damaged_to_file(
    simulation: &Simulation,
    corruption: &Corruption,
    log: &Path,
    manifest: Option<&Path>,
) -> Result<CorruptionReport, Error> {
    let extension = log.extension().and_then(|extension| extension.to_str());
    if extension == Some("parquet") {
        return Err(DamagedParquet { path: log.to_owned() }.into());
    }
    let mut file = create(log)?;
    if extension != Some("gz") {
        return with_manifest(simulation, corruption, (&mut file, log), manifest);
    }
    let mut encoder = GzEncoder::new(&mut file, Compression::default());
    let report = with_manifest(simulation, corruption, (&mut encoder, log), manifest)?;
    encoder.finish().and_then(|file| file.flush()).map_err(|source| failed(log, source))?;
    Ok(report)
}

/// Writes a damaged log to an output of that name, and its manifest to a file.
fn with_manifest(
    simulation: &Simulation,
    corruption: &Corruption,
    (log, name): (&mut impl Write, &Path),
    manifest: Option<&Path>,
) -> Result<CorruptionReport, Error> {
    let Some(path) = manifest else {
        return corruption.write(simulation, log, &mut sink()).map_err(|error| named(name, error));
    };
    let mut manifest = Watched { inner: create(path)?, has_failed: false };
    let written = corruption.write(simulation, log, &mut manifest);
    written.map_err(|error| named(if manifest.has_failed { path } else { name }, error))
}

/// A writer that remembers whether it failed: an error does not say which of two did.
struct Watched<W> {
    inner: W,
    has_failed: bool,
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes);
        self.has_failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.inner.flush();
        self.has_failed |= flushed.is_err();
        flushed
    }
}

/// Writes who is treated by a simulation's scenarios, as CSV.
///
/// # Errors
///
/// If the file cannot be written.
pub fn assignment_to_file(simulation: &Simulation, path: &Path) -> Result<(), Error> {
    let mut file = create(path)?;
    simulation.write_assignment(&mut file).map_err(|error| named(path, error))?;
    file.flush().map_err(|source| failed(path, source))
}

fn create(path: &Path) -> Result<BufWriter<File>, Error> {
    Ok(BufWriter::new(File::create(path).map_err(|source| failed(path, source))?))
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    FileProblem::Write { path: path.to_owned(), source }.into()
}

/// A damaged log in a format that cannot be damaged.
#[derive(Debug, thiserror::Error)]
#[error("{}: Parquet cannot hold damaged lines; write JSON lines, .json or .json.gz", .path.display())]
struct DamagedParquet {
    path: PathBuf,
}

impl Problem for DamagedParquet {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
