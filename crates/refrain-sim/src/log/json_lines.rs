//! Writes a simulation as JSON lines, on several threads.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::Error;
use crate::log::line_forms::LineForms;
use crate::log::problem::WriteProblem;
use crate::population::crowd::Crowd;
use crate::population::row::Row;
use crate::population::windows::Windows;
use crate::simulation::Simulation;

/// Rows that one thread turns into lines at a time: half a megabyte of text.
const ROWS_PER_CHUNK: usize = 1 << 10;

impl Simulation {
    /// Writes all events as JSON lines and returns their number.
    ///
    /// Lines are made by several threads while those before them are written.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the writer fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let mut lines = Vec::new();
    /// let n_rows = simulation.write_json_lines(&mut lines)?;
    /// assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count() as u64, n_rows);
    /// assert!(lines.starts_with(b"{\"ts\":"));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn write_json_lines(&self, out: &mut (impl Write + Send)) -> Result<u64, Error> {
        Ok(write(self, out).map_err(WriteProblem::log)?)
    }
}

/// Writes all events in the order of time; returns their number.
pub(crate) fn write(simulation: &Simulation, out: &mut (impl Write + Send)) -> io::Result<u64> {
    let forms = LineForms::new(simulation);
    let mut windows = Windows::new(simulation, 0..simulation.n_users());
    let (mut rows, mut made, mut ready) = (Vec::new(), Chunks::default(), Chunks::default());
    let mut n_rows = 0;
    loop {
        // What was made before is written while the next span is made.
        let (written, n_made) = rayon::join(
            || ready.write_to(out),
            || {
                let goes_on = windows.next_into(&mut rows);
                made.fill(&forms, windows.crowd(), &rows);
                goes_on.then_some(rows.len() as u64)
            },
        );
        written?;
        match n_made {
            Some(n_made) => n_rows += n_made,
            None => break,
        }
        // What has been written is filled next: two sets of lines are enough for ever.
        std::mem::swap(&mut made, &mut ready);
    }
    out.flush()?;
    Ok(n_rows)
}

/// Lines in pieces, whose memory is used again.
#[derive(Default)]
struct Chunks {
    texts: Vec<Vec<u8>>,
    n_used: usize,
}

impl Chunks {
    fn fill(&mut self, forms: &LineForms, crowd: &Crowd, rows: &[Row]) {
        self.n_used = rows.len().div_ceil(ROWS_PER_CHUNK);
        if self.texts.len() < self.n_used {
            self.texts.resize_with(self.n_used, Vec::new);
        }
        let pieces = self.texts.par_iter_mut().zip(rows.par_chunks(ROWS_PER_CHUNK));
        pieces.for_each(|(text, rows)| {
            text.clear();
            rows.iter().for_each(|row| forms.append(row, crowd.profile(row.user_idx), text));
        });
    }

    fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        self.texts[..self.n_used].iter().try_for_each(|text| out.write_all(text))
    }
}
