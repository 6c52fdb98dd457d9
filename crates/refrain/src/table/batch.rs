//! Tables and features as Arrow record batches.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use refrain_core::{Column, ColumnKind, Error, FeatureMatrix, Time};
use refrain_events::arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use refrain_events::arrow::datatypes::{DataType, Field, Int32Type, Schema, TimeUnit};

use super::problem::BatchProblem;
use super::{Cells, Table, TableColumn, arrow_cells, feature_table};

const UTC: &str = "UTC";

impl Table {
    /// Returns the table as a record batch: text as `Utf8`, numbers as `Float64`, instants as
    /// milliseconds in UTC, null where missing, and what is known of a column as the metadata of
    /// its field.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let ids = Cells::Text(vec![Some("ada".to_owned()), Some("bob".to_owned())]);
    /// let scores = TableColumn::new("probability", Cells::Number(vec![0.7, f64::NAN]));
    /// let table = Table::new(vec![TableColumn::new("userId", ids), scores])?;
    /// let batch = table.to_record_batch();
    /// assert_eq!((batch.num_rows(), batch.column(1).null_count()), (2, 1));
    /// assert_eq!(Table::from_record_batch(&batch)?.columns()[0], table.columns()[0]);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn to_record_batch(&self) -> RecordBatch {
        let fields: Vec<Field> = self.columns().iter().map(field).collect();
        let arrays = self.columns().iter().map(|column| array(&column.values)).collect();
        batch(fields, arrays)
    }

    /// Takes a record batch that this or any other tool made; its first column holds the ids, of
    /// which whole numbers are taken as text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if a column is neither text nor
    /// numbers, times or yes and no, or two have one name.
    pub fn from_record_batch(batch: &RecordBatch) -> Result<Table, Error> {
        let column = |(index, (field, array)): (usize, (&Arc<Field>, &ArrayRef))| {
            let values = match index {
                0 => arrow_cells::ids(array),
                _ => arrow_cells::cells(array),
            };
            let name = field.name().clone();
            let unsupported = || BatchProblem::ColumnType {
                column: name.clone(),
                found: field.data_type().to_string(),
            };
            let values = values.ok_or_else(unsupported)?;
            let metadata: BTreeMap<String, String> = field.metadata().clone().into_iter().collect();
            Ok(TableColumn { name, values, metadata })
        };
        let columns = batch.schema_ref().fields().iter().zip(batch.columns()).enumerate();
        Table::new(columns.map(column).collect::<Result<_, Error>>()?)
    }
}

/// Returns features as a record batch: the entity's id under `entity`, `cutoff`, one column per
/// feature; categories as dictionaries, and what is known of a column as the metadata of its field.
///
/// [`features_from_record_batch`] gives the features back.
///
/// # Errors
///
/// As [`feature_table`].
///
/// # Examples
///
/// ```
/// use refrain::base::SampleLog;
/// use refrain::features::{FeatureSet, Vocabulary, seen_before};
/// use refrain::table::{features_from_record_batch, features_to_record_batch};
///
/// let log = SampleLog::new(["play", "search"]).build()?;
/// let words = Vocabulary::new(["play", "search"]);
/// let set = FeatureSet::new("mine").with_named(&["play_7d", "registration_cohort"], &words)?;
/// let features = set.compute(&log, &seen_before(&log, &[log.range().end]))?;
///
/// let batch = features_to_record_batch("customer", &features)?;
/// assert_eq!(batch.schema().field(2).metadata()["description"], "Number of play events in the last 7d");
/// let back = features_from_record_batch(&batch)?;
/// assert_eq!(back.columns(), features.columns());
/// assert_eq!(back.column("play_7d")?, features.column("play_7d")?);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn features_to_record_batch(
    entity: &str,
    features: &FeatureMatrix,
) -> Result<RecordBatch, Error> {
    let table = feature_table(entity, features)?;
    let mut fields: Vec<Field> = table.columns().iter().map(field).collect();
    let mut arrays: Vec<ArrayRef> =
        table.columns().iter().map(|column| array(&column.values)).collect();
    // The entity and the cutoff come before the features.
    let of_features = fields.iter_mut().zip(&mut arrays).skip(2).enumerate();
    for (index, (field, array)) in of_features {
        if let ColumnKind::Category(names) = &features.columns()[index].kind {
            *array = dictionary(names, features.values(index));
            *field = field.clone().with_data_type(array.data_type().clone());
        }
    }
    Ok(batch(fields, arrays))
}

/// Takes features out of a record batch: the first column is the entity, the second `cutoff`,
/// every other one a feature. Dictionaries keep the names that no row has.
///
/// # Errors
///
/// As [`Table::from_record_batch`]; [`ErrorKind::Data`](crate::ErrorKind::Data) if the second
/// column is not `cutoff` or a row has no id or cutoff.
pub fn features_from_record_batch(batch: &RecordBatch) -> Result<FeatureMatrix, Error> {
    let matrix = Table::from_record_batch(batch)?.features()?;
    let (mut columns, mut values) = (matrix.columns().to_vec(), matrix.all_values().to_vec());
    let arrays = batch.columns().iter().skip(2);
    let of_columns = columns.iter_mut().zip(values.chunks_mut(matrix.n_rows().max(1))).zip(arrays);
    for ((column, values), array) in of_columns {
        keep_names(column, values, array);
    }
    let (ids, observations) = (Arc::clone(matrix.entity_ids()), matrix.observations().to_vec());
    FeatureMatrix::new(ids, observations, columns, values)
}

/// Adds the names of a dictionary that no row has.
fn keep_names(column: &mut Column, values: &mut [f64], array: &ArrayRef) {
    let ColumnKind::Category(names) = &mut column.kind else { return };
    let DataType::Dictionary(..) = array.data_type() else { return };
    let all = arrow_cells::cells(array.as_any_dictionary().values());
    let Some(Cells::Text(all)) = all else { return };
    let mut all: Vec<String> = all.into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    for value in values.iter_mut().filter(|value| !value.is_nan()) {
        let code = all.binary_search(&names[*value as usize]);
        *value = code.expect("a row's name is in the dictionary") as f64;
    }
    *names = all;
}

fn dictionary(names: &[String], codes: &[f64]) -> ArrayRef {
    let keys = codes.iter().map(|code| (!code.is_nan()).then_some(*code as i32));
    let names = Arc::new(StringArray::from_iter_values(names));
    let array = DictionaryArray::<Int32Type>::try_new(Int32Array::from_iter(keys), names);
    Arc::new(array.expect("codes of a matrix are checked"))
}

fn batch(fields: Vec<Field>, arrays: Vec<ArrayRef>) -> RecordBatch {
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
    batch.expect("columns of a table are of one length")
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
