//! Trials in a file, from which a search goes on.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::header::LogHeader;
use super::problem::LogProblem;
use crate::Error;
use crate::search::{Setting, Trial, TrialOutcome};

/// A file of JSON lines: which search it is, then one trial after the other.
#[derive(Debug)]
pub(in crate::search) struct LogFile {
    file: File,
    name: String,
}

/// One line, as written.
#[derive(Serialize)]
struct Written<'a> {
    number: usize,
    setting: &'a Setting,
    score: Option<f64>,
    split_scores: &'a [Option<f64>],
    error: Option<&'a str>,
    seconds: f64,
}

/// One line, as read. Numbers stay text until they are parsed: `serde_json` by itself may miss
/// the last bit of one, and with it the order of two scores.
#[derive(Deserialize)]
struct Found<'a> {
    number: usize,
    #[serde(borrow)]
    setting: &'a RawValue,
    #[serde(borrow)]
    score: Option<&'a RawValue>,
    #[serde(borrow)]
    split_scores: Vec<Option<&'a RawValue>>,
    error: Option<String>,
    #[serde(borrow)]
    seconds: &'a RawValue,
}

impl LogFile {
    /// Opens or starts the log of a search and returns the trials in it, each checked to have the
    /// setting that `draw` gives after those before it. What a crash left of a line is cut off.
    ///
    /// # Errors
    ///
    /// [`LogProblem`].
    pub(in crate::search) fn open(
        path: &Path,
        header: &LogHeader<'_>,
        draw: impl Fn(&[Trial]) -> Option<Setting>,
    ) -> Result<(LogFile, Vec<Trial>), Error> {
        let name = path.display().to_string();
        let unreadable = |source| LogProblem::Io { file: name.clone(), action: "read", source };
        let (mut file, bytes) = read(path).map_err(unreadable)?;
        // A crash may have left half a line; it is cut off below and its trial runs again.
        let n_whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let trials = match std::str::from_utf8(&bytes[..n_whole]) {
            // Half a header is of this search, anything else without a line feed is somebody's
            // file.
            Ok("") if header.line().as_bytes().starts_with(&bytes) => Vec::new(),
            Ok("") | Err(_) => return Err(LogProblem::NotATrialLog { file: name }.into()),
            Ok(text) => trials(text, &name, header, draw)?,
        };
        let unwritable = |source| LogProblem::Io { file: name.clone(), action: "write", source };
        cut(&mut file, n_whole).map_err(unwritable)?;
        let mut log = LogFile { file, name };
        if n_whole == 0 {
            log.write(&header.line())?;
        }
        Ok((log, trials))
    }

    /// Adds trials, all in one write; when it returns they are on the disk.
    ///
    /// # Errors
    ///
    /// [`LogProblem::Io`].
    pub(in crate::search) fn append(&mut self, trials: &[Trial]) -> Result<(), Error> {
        self.write(&trials.iter().map(line).collect::<String>())
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        let unwritable =
            |source| LogProblem::Io { file: self.name.clone(), action: "write", source };
        Ok(written.map_err(unwritable)?)
    }
}

fn read(path: &Path) -> io::Result<(File, Vec<u8>)> {
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((file, bytes))
}

fn cut(file: &mut File, n_bytes: usize) -> io::Result<()> {
    file.set_len(n_bytes as u64)?;
    file.seek(SeekFrom::End(0)).map(|_| ())
}

/// The trials of a text of whole lines.
fn trials(
    text: &str,
    file: &str,
    header: &LogHeader<'_>,
    draw: impl Fn(&[Trial]) -> Option<Setting>,
) -> Result<Vec<Trial>, Error> {
    let mut lines = text.lines();
    check_header(lines.next().unwrap_or_default(), file, header)?;
    let mut trials = Vec::new();
    for (number, line) in lines.enumerate() {
        let trial = draw(&trials).and_then(|setting| trial(line, number, setting));
        let not_ours = || LogProblem::TrialLine { file: file.to_owned(), line: number + 2, number };
        trials.push(trial.ok_or_else(not_ours)?);
    }
    Ok(trials)
}

fn check_header(line: &str, file: &str, header: &LogHeader<'_>) -> Result<(), Error> {
    match header.difference(line) {
        Ok(None) => Ok(()),
        Ok(Some(difference)) => Err(LogProblem::OtherSearch {
            file: file.to_owned(),
            what: difference.what,
            expected: difference.expected,
            found: difference.found,
        }
        .into()),
        Err(_) => Err(LogProblem::NotATrialLog { file: file.to_owned() }.into()),
    }
}

/// The trial of a line, `None` if it is not the one with this number and setting.
fn trial(line: &str, number: usize, setting: Setting) -> Option<Trial> {
    let found: Found<'_> = serde_json::from_str(line).ok()?;
    let drawn = serde_json::to_string(&setting).expect("numbers and texts encode");
    // As text: the setting must be drawn again to the last digit, or the log is not of this search.
    if found.number != number || found.setting.get() != drawn {
        return None;
    }
    let outcome = match (found.score, found.error) {
        (Some(score), None) => {
            let split_scores =
                found.split_scores.into_iter().map(optional).collect::<Option<_>>()?;
            TrialOutcome::Scored { score: parsed(score)?, split_scores }
        }
        (None, Some(error)) => TrialOutcome::Failed { error },
        _ => return None,
    };
    Some(Trial { number, setting, outcome, seconds: parsed(found.seconds)? })
}

fn parsed(number: &RawValue) -> Option<f64> {
    number.get().parse().ok().filter(|number: &f64| number.is_finite())
}

fn optional(number: Option<&RawValue>) -> Option<Option<f64>> {
    number.map_or(Some(None), |number| parsed(number).map(Some))
}

fn line(trial: &Trial) -> String {
    let written = Written {
        number: trial.number,
        setting: &trial.setting,
        score: trial.score(),
        split_scores: trial.split_scores(),
        error: trial.error(),
        seconds: trial.seconds,
    };
    serde_json::to_string(&written).expect("numbers and texts encode") + "\n"
}
