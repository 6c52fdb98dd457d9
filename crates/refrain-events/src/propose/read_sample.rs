//! A sample of rows out of files.

use std::borrow::Cow;

use refrain_core::Error;

use super::named_fields::named_fields;
use super::named_rows::{TakeRows, take_rows};
use super::places::{file_order, later_places};
use super::sample::RowSample;
use crate::input::block::Text;
use crate::input::feeder::{Failure, Feeder, MAX_LINE_BYTES, Settings, Waiting};
use crate::input::progress::Progress;
use crate::input::sources::{Input, Source, sources};
use crate::report::on_damage::OnDamage;
use crate::report::problem::ReportProblem;
use crate::rows::cell::Cell;
use crate::unreadable::unreadable;

impl RowSample {
    /// Reads some rows of each input, of any format that is read, at most `max_rows` rows.
    ///
    /// Of many files each gives its share, of very many as many as it takes, and a long file of text
    /// gives rows of its beginning, its middle and its end, so that the sample spans the time of
    /// the log. Lines that are no rows are counted and left out.
    ///
    /// # Errors
    ///
    /// If an input is missing, cannot be read, or is of a format that is not read, and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no line holds a row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{Input, RowSample};
    ///
    /// let directory = tempfile::tempdir()?;
    /// let path = directory.path().join("log.csv");
    /// std::fs::write(&path, "who,price\nada,9.5\nbob,\n")?;
    /// let sample = RowSample::read(&[Input::Path(path)], 20_000)?;
    /// assert_eq!(sample.n_rows(), 2);
    /// assert_eq!(sample.profiles()[1].coverage(), 0.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(inputs: &[Input], max_rows: usize) -> Result<RowSample, Error> {
        // The first of many daily files would show one day of the product.
        let sources = sources(inputs)?;
        let (spread, others) = file_order(sources.len());
        let mut sample = RowSample::new(max_rows);
        for (n_done, idx) in spread.iter().enumerate() {
            let n_left = max_rows.saturating_sub(sample.n_rows());
            // The rest is divided anew before each file, so that what short files leave goes to
            // later ones.
            let end = sample.n_rows() + n_left.div_ceil(spread.len() - n_done);
            read_source(&sources[*idx], &mut sample, end)?;
        }
        // Of thousands of short files a few say too little.
        for idx in others {
            if sample.is_full() {
                break;
            }
            read_source(&sources[idx], &mut sample, max_rows)?;
        }
        let has_no_names = !sample.form().table.columns.is_empty();
        if has_no_names && let Some(names) = sources.first().and_then(named_fields) {
            sample.rename(names);
        }
        match sample.n_rows() {
            0 => Err(no_rows(&sources, &sample)),
            _ => Ok(sample),
        }
    }
}

fn no_rows(sources: &[Source], sample: &RowSample) -> Error {
    let damage = sample.first_unreadable().map(str::to_owned);
    let file = sources.first().map(Source::name).unwrap_or_default();
    ReportProblem::NoRows { file, n_files: sources.len(), damage }.into()
}

/// Reads a source until the sample holds `end` rows: its beginning, and of a long text two later
/// places.
fn read_source(source: &Source, sample: &mut RowSample, end: usize) -> Result<(), Error> {
    let later = later_places(source).map_err(|cause| unreadable(source.name(), cause))?;
    let begin = sample.n_rows();
    let n_places = 1 + later.len();
    let mut waiting = vec![Waiting::Source(source.clone())];
    waiting.extend(later.into_iter().map(|stream| Waiting::Stream(source.name(), stream)));
    for (idx, waiting) in waiting.into_iter().enumerate() {
        let end = begin + (end - begin) * (idx + 1) / n_places;
        read_place(&source.name(), waiting, sample, end)?;
    }
    Ok(())
}

fn read_place(
    name: &str,
    waiting: Waiting<'_>,
    sample: &mut RowSample,
    end: usize,
) -> Result<(), Error> {
    let settings = Settings {
        schema: None,
        plan: None,
        on_damage: OnDamage::Count,
        max_line_bytes: MAX_LINE_BYTES,
    };
    let progress = Progress::new(None, None);
    let mut feeder = Feeder::new(settings, vec![waiting], &progress);
    while sample.n_rows() < end && !sample.is_full() {
        match feeder.next(Text::default(), 0) {
            Ok(Some(block)) => {
                sample.add_form(feeder.form());
                take_rows(block.body, &mut UpTo { sample, end });
            }
            Ok(None) => return Ok(()),
            Err(Failure::Other(error)) => return Err(error),
            Err(Failure::Stream(_, cause)) => return Err(unreadable(name.to_owned(), cause)),
        }
    }
    Ok(())
}

/// Takes rows until the sample holds so many.
struct UpTo<'s> {
    sample: &'s mut RowSample,
    end: usize,
}

impl TakeRows for UpTo<'_> {
    fn take(&mut self, row: Vec<(Cow<'_, str>, Cell<'_>)>) {
        self.sample.push(row);
    }

    fn skip_unreadable(&mut self, fault: &str) {
        self.sample.skip_unreadable(fault);
    }

    fn is_full(&self) -> bool {
        self.sample.n_rows() >= self.end || self.sample.is_full()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample_of(text: &str) -> RowSample {
        let directory = tempfile::tempdir().expect("there is room");
        let path = directory.path().join("log");
        std::fs::write(&path, text).expect("there is room");
        RowSample::read(&[Input::Path(path)], 100).expect("it has rows")
    }

    #[test]
    fn a_sample_knows_the_form_of_its_files() {
        let sample = sample_of("# of May\n1;2026-01-01 10:00;x\n2;2026-01-02 10:00;y\n");
        let table = &sample.form().table;
        assert_eq!(sample.n_rows(), 2);
        assert_eq!(table.columns, ["column_1", "column_2", "column_3"]);
        assert_eq!(table.comment, Some('#'));

        let sample = sample_of("{\n\"events\": [\n{\"user\": 1}\n]}");
        assert_eq!(sample.form().json.rows.as_deref(), Some("events"));

        let sample = sample_of("user,at\n1,2\n");
        assert_eq!(*sample.form(), Default::default());
    }
}
