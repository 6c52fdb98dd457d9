//! A sample of rows out of files.

use std::borrow::Cow;
use std::str;

use refrain_core::Error;

use super::named_row::NamedRow;
use super::sample::RowSample;
use crate::input::block::{Body, Records, Text};
use crate::input::feeder::{Failure, Feeder, MAX_LINE_BYTES, Settings, Waiting};
use crate::input::progress::Progress;
use crate::input::sources::{Input, Source, sources};
use crate::report::on_damage::OnDamage;
use crate::report::problem::ReportProblem;
use crate::rows::arrow_cells;
use crate::rows::csv::{Field, Found, split_fields};
use crate::unreadable::unreadable;

/// Files looked into, spread over all there are.
const MAX_FILES: usize = 64;

impl RowSample {
    /// Reads the first rows of each input, of any format that is read, at most `max_rows` rows.
    ///
    /// Of many files each gives its share, of very many only some, so that the sample spans the
    /// time of the log. Lines that are no rows are counted and left out.
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
        let sources = spread(sources(inputs)?);
        let mut sample = RowSample::new(max_rows);
        for (idx, source) in sources.iter().enumerate() {
            let n_left = max_rows.saturating_sub(sample.n_rows());
            // The rest is divided anew before each file, so that what short files leave goes to
            // later ones.
            let end = sample.n_rows() + n_left.div_ceil(sources.len() - idx);
            read_source(source, &mut sample, end)?;
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

/// At most [`MAX_FILES`] of the sources, evenly spread.
fn spread(sources: Vec<Source>) -> Vec<Source> {
    let n_all = sources.len();
    let n_taken = n_all.min(MAX_FILES);
    (0..n_taken).map(|idx| sources[idx * n_all / n_taken].clone()).collect()
}

/// Reads a source until the sample holds `end` rows.
fn read_source(source: &Source, sample: &mut RowSample, end: usize) -> Result<(), Error> {
    let settings = Settings {
        schema: None,
        plan: None,
        on_damage: OnDamage::Count,
        max_line_bytes: MAX_LINE_BYTES,
    };
    let progress = Progress::new(None, None);
    let mut feeder = Feeder::new(settings, vec![Waiting::Source(source.clone())], &progress);
    while sample.n_rows() < end && !sample.is_full() {
        match feeder.next(Text::default(), 0) {
            Ok(Some(block)) => {
                sample.add_form(feeder.form());
                take_block(block.body, sample, end)?;
            }
            Ok(None) => return Ok(()),
            Err(Failure::Other(error)) => return Err(error),
            Err(Failure::Stream(_, cause)) => {
                return Err(unreadable(source.name(), cause));
            }
        }
    }
    Ok(())
}

fn take_block(body: Body, sample: &mut RowSample, end: usize) -> Result<(), Error> {
    match body {
        Body::Lines(text, _) => {
            for line in text.content().split(|byte| *byte == b'\n') {
                if sample.n_rows() >= end || sample.is_full() {
                    break;
                }
                take_line(line, sample);
            }
        }
        Body::TooLong(..) => sample.skip_unreadable("the line is too long"),
        Body::Records(records) => {
            let n_wanted = end.saturating_sub(sample.n_rows());
            for found in records.found.iter().take(n_wanted) {
                take_record(&records, found, sample);
            }
        }
        Body::Batch(batch) => {
            let columns = arrow_cells::all_columns(&batch);
            let n_wanted = end.saturating_sub(sample.n_rows());
            for row in 0..batch.num_rows().min(n_wanted) {
                let cells = columns
                    .iter()
                    .map(|(name, column)| (Cow::Borrowed(name.as_str()), column.cell(row)));
                sample.push(cells);
            }
        }
    }
    Ok(())
}

fn take_line(bytes: &[u8], sample: &mut RowSample) {
    if bytes.trim_ascii().is_empty() {
        return;
    }
    match serde_json::from_slice::<NamedRow<'_>>(bytes) {
        Ok(row) => sample.push(row.cells),
        Err(error) => sample.skip_unreadable(&format!("not a JSON object: {error}")),
    }
}

fn take_record(records: &Records, found: &Found, sample: &mut RowSample) {
    let bytes = match found {
        Found::Blank => return,
        Found::TooLong { .. } => return sample.skip_unreadable("the line is too long"),
        Found::Record { bytes, .. } => &records.text.content()[bytes.clone()],
    };
    let Ok(record) = str::from_utf8(bytes) else {
        return sample.skip_unreadable("the record is not UTF-8");
    };
    let mut fields = Vec::new();
    if let Err(error) = split_fields(record, records.table.dialect, &mut fields) {
        return sample.skip_unreadable(&error.to_string());
    }
    let names = records.table.columns.iter().map(|name| Cow::Borrowed(name.as_str()));
    match fields.len() == records.table.columns.len() {
        true => sample.push(names.zip(fields.into_iter().map(Field::cell))),
        false => sample.skip_unreadable("the record has more or fewer fields than the header"),
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
