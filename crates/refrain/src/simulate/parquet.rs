//! Simulated logs as Parquet, whose columns are encoded side by side.

use std::io::{self, Write};

use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions,
    compute_leaves,
};
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use refrain_events::arrow::array::RecordBatch;
use refrain_sim::Simulation;

use super::batches::{log_schema, simulated_batches};

/// Rows that are made while those before them are encoded.
const ROWS_PER_BATCH: usize = 1 << 16;

/// Batches of a row group, which is kept in memory until it is whole: some 25 MB.
const BATCHES_PER_GROUP: usize = 16;

/// Writes all events; returns their number.
pub(super) fn write(simulation: &Simulation, out: &mut (impl Write + Send)) -> io::Result<u64> {
    write_batches(simulation, out).map_err(cause)
}

/// Unwraps what the writer said from what Parquet puts around it.
fn cause(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(other) => io::Error::other(other),
        },
        other => other.into(),
    }
}

fn write_batches(
    simulation: &Simulation,
    out: &mut (impl Write + Send),
) -> Result<u64, ParquetError> {
    let mut batches = simulated_batches(simulation, ROWS_PER_BATCH);
    let mut file = LogFile::new(out)?;
    let mut ready = batches.next();
    let mut n_rows = 0;
    while let Some(batch) = ready {
        n_rows += batch.num_rows() as u64;
        let (written, next) = rayon::join(|| file.write(&batch), || batches.next());
        written?;
        ready = next;
    }
    file.finish()?;
    Ok(n_rows)
}

/// A file that is being written.
struct LogFile<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: ArrowRowGroupWriterFactory,
    /// The columns of the row group that is being encoded.
    encoded: Vec<ArrowColumnWriter>,
    n_batches: usize,
}

impl<W: Write + Send> LogFile<W> {
    fn new(out: W) -> Result<LogFile<W>, ParquetError> {
        // Readers of Arrow go by its schema, if it is there, and would find dictionaries: texts are
        // plain to all without it.
        let options =
            ArrowWriterOptions::new().with_properties(properties()).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(out, log_schema(), options)?;
        let (file, columns) = writer.into_serialized_writer()?;
        Ok(LogFile { file, columns, encoded: Vec::new(), n_batches: 0 })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        if self.n_batches == 0 {
            self.encoded =
                self.columns.create_column_writers(self.file.flushed_row_groups().len())?;
        }
        let fields = &batch.schema_ref().fields()[..];
        let columns = self.encoded.par_iter_mut().zip(fields).zip(batch.columns());
        columns.try_for_each(|((column, field), array)| {
            compute_leaves(field, array)?.iter().try_for_each(|leaf| column.write(leaf))
        })?;
        self.n_batches += 1;
        match self.n_batches == BATCHES_PER_GROUP {
            true => self.finish_group(),
            false => Ok(()),
        }
    }

    fn finish_group(&mut self) -> Result<(), ParquetError> {
        self.n_batches = 0;
        let encoded = std::mem::take(&mut self.encoded).into_par_iter();
        let chunks: Vec<ArrowColumnChunk> =
            encoded.map(ArrowColumnWriter::close).collect::<Result<_, _>>()?;
        let mut group = self.file.next_row_group()?;
        chunks.into_iter().try_for_each(|chunk| chunk.append_to_row_group(&mut group))?;
        group.close()?;
        Ok(())
    }

    fn finish(mut self) -> Result<(), ParquetError> {
        if self.n_batches > 0 {
            self.finish_group()?;
        }
        self.file.close()?;
        Ok(())
    }
}

/// Room for all songs: a column with more than this has its texts written out row by row.
const DICTIONARY_BYTES: usize = 16 << 20;

fn properties() -> WriterProperties {
    let ts = ColumnPath::from("ts");
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        // All values come in every part of the log, save for the times.
        .set_statistics_enabled(EnabledStatistics::None)
        .set_column_statistics_enabled(ts.clone(), EnabledStatistics::Page)
        .set_column_dictionary_enabled(ts.clone(), false)
        .set_column_encoding(ts, Encoding::DELTA_BINARY_PACKED)
        .build()
}
