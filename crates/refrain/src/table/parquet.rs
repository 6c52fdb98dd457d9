//! Tables as Parquet.

use std::collections::{BTreeMap, HashMap};
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
use refrain_core::{Error, Time};
use refrain_events::arrow::array::{
    ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use refrain_events::arrow::datatypes::{DataType, Field, Schema, TimeUnit};

use super::problem::{FileProblem, FormatProblem, in_file};
use super::{Cells, Table, TableColumn, parquet_cells};

const UTC: &str = "UTC";

pub(super) fn write(
    table: &Table,
    output: &mut (impl Write + Send),
    path: &Path,
) -> Result<(), Error> {
    let failed = |source| failed(path, source);
    let fields: Vec<Field> = table.columns().iter().map(field).collect();
    let arrays: Vec<ArrayRef> =
        table.columns().iter().map(|column| array(&column.values)).collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|e| failed(e.into()))?;
    let compression = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(output, schema, Some(properties)).map_err(failed)?;
    writer.write(&batch).map_err(failed)?;
    writer.close().map_err(failed)?;
    Ok(())
}

fn field(column: &TableColumn) -> Field {
    let instant = || DataType::Timestamp(TimeUnit::Millisecond, Some(UTC.into()));
    let kind = match &column.values {
        Cells::Text(_) => DataType::Utf8,
        Cells::Number(_) => DataType::Float64,
        Cells::Millis(_) | Cells::Instant(_) => instant(),
    };
    let metadata: HashMap<String, String> = column.metadata.clone().into_iter().collect();
    Field::new(&column.name, kind, true).with_metadata(metadata)
}

fn array(cells: &Cells) -> ArrayRef {
    match cells {
        Cells::Text(values) => Arc::new(StringArray::from_iter(values)),
        Cells::Number(values) => {
            // A missing number is null to other readers, which take NaN for a number.
            let numbers = values.iter().map(|value| (!value.is_nan()).then_some(*value));
            Arc::new(Float64Array::from_iter(numbers))
        }
        Cells::Millis(values) | Cells::Instant(values) => {
            let millis = values.iter().map(|value| value.map(Time::millis));
            Arc::new(TimestampMillisecondArray::from_iter(millis).with_timezone(UTC))
        }
    }
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
    let column = |(index, (field, array)): (usize, (&Arc<Field>, &ArrayRef))| {
        let unsupported = || FormatProblem::ColumnType {
            path: path.to_owned(),
            column: field.name().clone(),
            found: field.data_type().to_string(),
        };
        let values = match index {
            // The first column holds ids.
            0 => parquet_cells::ids(array),
            _ => parquet_cells::cells(array),
        };
        let metadata: BTreeMap<String, String> = field.metadata().clone().into_iter().collect();
        Ok(TableColumn {
            name: field.name().clone(),
            values: values.ok_or_else(unsupported)?,
            metadata,
        })
    };
    let columns = schema.fields().iter().zip(batch.columns()).enumerate();
    let columns = columns.map(column).collect::<Result<_, Error>>()?;
    Table::new(columns).map_err(|error| in_file(path, error))
}
