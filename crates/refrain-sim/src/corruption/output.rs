//! The log and its manifest, as they are written.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use crate::corruption::damage::{Damage, Entry};
use crate::corruption::line::{Line, Role};
use crate::log::problem::WriteProblem;
use crate::{CorruptionReport, Error};

/// Numbers lines and writes them, and what was done to them.
pub(crate) struct Output<L: Write, M: Write> {
    log: BufWriter<L>,
    manifest: BufWriter<M>,
    n_lines: u64,
    /// Lines of originals whose copies are still to come, by row.
    originals: BTreeMap<u64, u64>,
    report: CorruptionReport,
}

impl<L: Write, M: Write> Output<L, M> {
    pub(crate) fn new(log: L, manifest: M) -> Output<L, M> {
        Output {
            log: BufWriter::new(log),
            manifest: BufWriter::new(manifest),
            n_lines: 0,
            originals: BTreeMap::new(),
            report: CorruptionReport::default(),
        }
    }

    /// Writes lines in their final order, each with the number that it had before shuffling.
    pub(crate) fn write_block(&mut self, block: Vec<(u64, Line)>) -> Result<(), Error> {
        // Shuffling may put a copy before its original: originals are numbered first.
        for ((_, line), number) in block.iter().zip(self.n_lines + 1..) {
            if line.role == Role::Original {
                self.originals.insert(line.row, number);
            }
        }
        block.into_iter().try_for_each(|(stood, line)| self.write_line(line, stood))
    }

    fn write_line(&mut self, mut line: Line, stood: u64) -> Result<(), Error> {
        self.n_lines += 1;
        line.text.push('\n');
        self.log.write_all(line.text.as_bytes()).map_err(WriteProblem::log)?;
        if line.role == Role::Copy {
            let original = self.originals.remove(&line.row).expect("a copy follows its original");
            line.damages.push(Damage::Duplicate { original });
        }
        // A line that shuffling left in its place is not damaged.
        if stood != self.n_lines {
            line.damages.push(Damage::Shuffled { stood });
        }
        let number = Some(self.n_lines);
        line.damages.iter().try_for_each(|damage| self.note(&Entry::of_row(damage, &line, number)))
    }

    /// Takes a row for missing.
    pub(crate) fn leave_out(&mut self, mut line: Line) -> Result<(), Error> {
        let missing = Damage::Missing { was: std::mem::take(&mut line.text) };
        self.note(&Entry::of_row(&missing, &line, None))
    }

    /// Notes what was done to the log as a whole.
    pub(crate) fn note_whole(&mut self, damage: &Damage) -> Result<(), Error> {
        self.note(&Entry::of_log(damage))
    }

    /// Writes out what is in the buffers and returns what there was in `n_rows` rows.
    pub(crate) fn finish(mut self, n_rows: u64) -> Result<CorruptionReport, Error> {
        self.log.flush().map_err(WriteProblem::log)?;
        self.manifest.flush().map_err(manifest)?;
        Ok(CorruptionReport { n_rows, n_lines: self.n_lines, ..self.report })
    }

    fn note(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        self.report.count(entry.damage());
        let written = serde_json::to_writer(&mut self.manifest, entry).map_err(io::Error::from);
        let written = written.and_then(|()| self.manifest.write_all(b"\n"));
        Ok(written.map_err(manifest)?)
    }
}

fn manifest(source: io::Error) -> WriteProblem {
    WriteProblem { what: "the manifest of the corruption", source }
}
