//! Tables as Parquet.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use refrain_core::Error;

use super::Table;
use super::problem::{FileProblem, FormatProblem, in_file};

pub(super) fn write(
    table: &Table,
    output: &mut (impl Write + Send),
    path: &Path,
) -> Result<(), Error> {
    let failed = |source| failed(path, source);
    let batch = table.to_record_batch();
    let compression = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer =
        ArrowWriter::try_new(output, batch.schema(), Some(properties)).map_err(failed)?;
    writer.write(&batch).map_err(failed)?;
    writer.close().map_err(failed)?;
    Ok(())
}

/// The names of a file's columns, without reading its rows.
pub(super) fn column_names(path: &Path) -> Option<Vec<String>> {
    let fields = open(path).ok()?.schema().fields().clone();
    Some(fields.iter().map(|field| field.name().clone()).collect())
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, Error> {
    let file =
        File::open(path).map_err(|source| FileProblem::Read { path: path.to_owned(), source })?;
    let opened = ParquetRecordBatchReaderBuilder::try_new(file);
    opened.map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: ParquetError) -> Error {
    FormatProblem::Parquet { path: path.to_owned(), source: source.into() }.into()
}

pub(super) fn read(path: &Path) -> Result<Table, Error> {
    let failed = |source| failed(path, source);
    let builder = open(path)?;
    let schema = Arc::clone(builder.schema());
    let batches = builder.build().map_err(failed)?;
    let batches = batches.collect::<Result<Vec<_>, _>>().map_err(|e| failed(e.into()))?;
    let batch = concat_batches(&schema, &batches).map_err(|e| failed(e.into()))?;
    Table::from_record_batch(&batch).map_err(|error| in_file(path, error))
}
