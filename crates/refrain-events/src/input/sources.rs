//! Inputs of a read, and the files and streams behind them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use refrain_core::Error;

use crate::input::problem::InputProblem;
use crate::input::store_mark::is_store;
use crate::unreadable::{unreadable, unreadable_path};

/// Something to read a log from.
///
/// # Examples
///
/// ```
/// use refrain_events::Input;
///
/// assert_eq!(Input::parse("logs/2018-*.json.gz"), Input::Glob("logs/2018-*.json.gz".into()));
/// assert_eq!(Input::parse("log.parquet"), Input::Path("log.parquet".into()));
/// assert_eq!(Input::parse("-"), Input::Stdin);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A file, or a directory with all the files in it and in its directories, by name.
    ///
    /// Names that begin with `.` or `_` are left out of a directory: Spark puts its own there.
    Path(PathBuf),
    /// A glob such as `logs/2018-*/*.json`; what it matches is read in the order of the paths.
    Glob(String),
    /// Standard input.
    Stdin,
}

impl Input {
    /// Reads an input as it is given on a command line.
    ///
    /// `-` is standard input. Text with one of `*?[` in it is a glob, unless a file of that very
    /// name exists. Everything else is a path.
    pub fn parse(text: &str) -> Input {
        if text == "-" {
            return Input::Stdin;
        }
        // Shells leave a glob that matches nothing as it is, and files may be named like one.
        match text.contains(['*', '?', '[']) && !Path::new(text).exists() {
            true => Input::Glob(text.to_owned()),
            false => Input::Path(text.into()),
        }
    }
}

/// One stream to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    File(PathBuf),
    Stdin,
}

impl Source {
    pub(crate) fn name(&self) -> String {
        match self {
            Source::File(path) => path.display().to_string(),
            Source::Stdin => "standard input".to_owned(),
        }
    }

    /// Length in bytes, known of regular files only.
    pub(crate) fn len(&self) -> Option<u64> {
        let Source::File(path) = self else { return None };
        fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len())
    }
}

/// Lists the streams behind the inputs, in the order in which they are read.
pub(crate) fn sources(inputs: &[Input]) -> Result<Vec<Source>, Error> {
    let mut sources = Vec::new();
    for input in inputs {
        match input {
            Input::Stdin => sources.push(Source::Stdin),
            Input::Path(path) => add_path(path, &mut sources)?,
            Input::Glob(pattern) => add_glob(pattern, &mut sources)?,
        }
    }
    if sources.is_empty() { Err(InputProblem::NoInput.into()) } else { Ok(sources) }
}

fn add_path(path: &Path, sources: &mut Vec<Source>) -> Result<(), Error> {
    let metadata = fs::metadata(path).map_err(|cause| unreadable_path(path, cause))?;
    if !metadata.is_dir() {
        sources.push(Source::File(path.to_owned()));
        return Ok(());
    }
    let n_before = sources.len();
    add_directory(path, &mut BTreeSet::new(), sources)?;
    match sources.len() == n_before {
        true => Err(InputProblem::EmptyDirectory { path: path.to_owned() }.into()),
        false => Ok(()),
    }
}

/// Adds the files of a directory; `visited` breaks circles of symbolic links.
fn add_directory(
    path: &Path,
    visited: &mut BTreeSet<PathBuf>,
    sources: &mut Vec<Source>,
) -> Result<(), Error> {
    // Two links to one directory have one canonical path.
    let canonical = fs::canonicalize(path).map_err(|cause| unreadable_path(path, cause))?;
    if !visited.insert(canonical) {
        return Ok(());
    }
    // A store among files would be read as its raw segments, duplicates included.
    if is_store(path) {
        return Err(InputProblem::StoreAmongOthers { store: path.to_owned() }.into());
    }
    for entry in visible_entries(path)? {
        let metadata = fs::metadata(&entry).map_err(|cause| unreadable_path(&entry, cause))?;
        match metadata.is_dir() {
            true => add_directory(&entry, visited, sources)?,
            false => sources.push(Source::File(entry)),
        }
    }
    Ok(())
}

fn visible_entries(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let reading = |cause| unreadable_path(path, cause);
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(reading)? {
        let entry = entry.map_err(reading)?;
        // Bytes, since a name need not be UTF-8.
        let first = entry.file_name().as_encoded_bytes().first().copied();
        if !matches!(first, Some(b'.' | b'_')) {
            entries.push(entry.path());
        }
    }
    // The system lists a directory in any order, and the order of the inputs decides ties between
    // events.
    entries.sort_unstable();
    Ok(entries)
}

fn add_glob(pattern: &str, sources: &mut Vec<Source>) -> Result<(), Error> {
    let paths = glob::glob(pattern).map_err(|error| InputProblem::MalformedGlob {
        pattern: pattern.to_owned(),
        position: error.pos,
        message: error.msg,
    })?;
    let mut matches = Vec::new();
    for path in paths {
        matches.push(path.map_err(|error| {
            let file = error.path().display().to_string();
            unreadable(file, error.into())
        })?);
    }
    if matches.is_empty() {
        return Err(InputProblem::NoMatch { pattern: pattern.to_owned() }.into());
    }
    matches.sort_unstable();
    matches.iter().try_for_each(|path| add_path(path, sources))
}
