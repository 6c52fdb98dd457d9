//! Files of events: entities of one bucket, in the order of a log.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use crate::arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use crate::arrow::datatypes::{
    DataType, Field, Float64Type, Int32Type, Int64Type, Schema, TimestampMillisecondType,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use refrain_core::{
    AttributeType, EventLogBuilder, EventRow, Interned, Span, Time, TimeRange, Value,
};

use crate::batches::{Sessions, arrow_schema, text_type};
use crate::schema::EventSchema;

/// Columns of segments beside the schema's, where no sequence orders the events of one instant:
/// the id of the input that an event came from, and its line there.
pub(super) const INPUT: &str = "_input";
pub(super) const LINE: &str = "_line";

/// Column of segments for the hash of the key that tells events apart, where the schema has one.
pub(super) const KEY: &str = "_key";

pub(super) fn has_keys(schema: &EventSchema) -> bool {
    !schema.rows().deduplicate_by.is_empty()
}

/// Level of zstd: more takes longer and saves little.
const ZSTD_LEVEL: i32 = 1;

/// Suffix of segments that are being written.
pub(super) const DRAFT: &str = ".tmp";

/// Rows that are decoded at once.
const BATCH_ROWS: usize = 1 << 15;

/// The columns of segments.
pub(super) fn segment_schema(schema: &EventSchema) -> Arc<Schema> {
    let mut fields = arrow_schema(schema, Sessions::Given);
    if schema.roles().sequence.is_none() {
        fields.push(Field::new(INPUT, text_type(), false));
        fields.push(Field::new(LINE, DataType::Int64, false));
    }
    if has_keys(schema) {
        fields.push(Field::new(KEY, DataType::Int64, true));
    }
    Arc::new(Schema::new(fields))
}

/// Writes a segment and waits until it is on the disk; returns its bytes.
pub(super) fn write_segment(
    path: &Path,
    batch: &RecordBatch,
    schema: &EventSchema,
) -> std::io::Result<u64> {
    // Made anew, so that no link is followed.
    let file = File::create_new(path)?;
    let properties = properties(schema);
    let mut writer = ArrowWriter::try_new(&file, batch.schema(), Some(properties))?;
    // A bucket's rows of a round fit in memory, so that they are one batch.
    writer.write(batch)?;
    writer.close()?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

fn properties(schema: &EventSchema) -> WriterProperties {
    let roles = schema.roles();
    let ascending = [Some(&roles.time), roles.sequence.as_ref()];
    let line = LINE.to_owned();
    let ascending = ascending.into_iter().flatten().chain([&line]);
    let level = ZstdLevel::try_new(ZSTD_LEVEL).expect("zstd has this level");
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        // Enough for programs that skip row groups; for each page they would cost more than they
        // save.
        .set_statistics_enabled(EnabledStatistics::Chunk);
    // Within an entity these grow by little from row to row.
    for column in ascending {
        let column = ColumnPath::new(vec![column.clone()]);
        properties = properties
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
    }
    properties.build()
}

/// Reason why a segment cannot be read: a sentence about its content, or about reading it.
pub(super) type Fault = String;

/// Pushes the events of a segment that lie in the range; returns how many it holds.
///
/// `rank_of` gives the place of an input in the order of their hashes.
pub(super) fn read_segment(
    path: &Path,
    schema: &EventSchema,
    selected: TimeRange,
    rank_of: &dyn Fn(&str) -> Option<i64>,
    builder: &mut EventLogBuilder,
) -> Result<u64, Fault> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| e.to_string())?;
    check_schema(reader.schema(), schema)?;
    let batches = reader.with_batch_size(BATCH_ROWS).build().map_err(|e| e.to_string())?;
    let mut known = KnownTexts::new(schema);
    let mut n_rows = 0;
    for batch in batches {
        let batch = batch.map_err(|error| error.to_string())?;
        let rows = Rows::new(&batch, schema)?;
        rows.push(selected, rank_of, &mut known, builder)?;
        n_rows += batch.num_rows() as u64;
    }
    Ok(n_rows)
}

/// The range of the times of a segment that lie in another, `None` if none does.
pub(super) fn times_within(
    path: &Path,
    schema: &EventSchema,
    selected: TimeRange,
) -> Result<Option<TimeRange>, Fault> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| e.to_string())?;
    check_schema(reader.schema(), schema)?;
    let name = schema.roles().time.as_str();
    let mask = ProjectionMask::columns(reader.parquet_schema(), [name]);
    let batches = reader.with_projection(mask).build().map_err(|error| error.to_string())?;
    let mut range: Option<TimeRange> = None;
    for batch in batches {
        let batch = batch.map_err(|error| error.to_string())?;
        let times = column(&batch, name)?.as_primitive_opt::<TimestampMillisecondType>();
        let times = times.ok_or_else(|| other_type(name))?.values().iter();
        let times = times.map(|millis| Time::from_millis(*millis));
        for time in times.filter(|time| selected.contains(*time)) {
            let end = time + Span::MILLISECOND;
            range = Some(range.map_or(TimeRange::new(time, end), |range| {
                TimeRange::new(range.start.min(time), range.end.max(end))
            }));
        }
    }
    Ok(range)
}

fn check_schema(found: &Schema, schema: &EventSchema) -> Result<(), Fault> {
    let expected = segment_schema(schema);
    let has = |field: &&Arc<Field>| {
        found.field_with_name(field.name()).is_ok_and(|f| f.data_type() == field.data_type())
    };
    match expected.fields().iter().find(|field| !has(field)) {
        Some(field) => Err(format!("it has no column `{}` of {}", field.name(), field.data_type())),
        None => Ok(()),
    }
}

/// Texts of attributes that the builder knows already, by their keys in a dictionary.
struct KnownTexts {
    columns: Vec<(Option<ArrayRef>, Vec<Option<Interned>>)>,
}

impl KnownTexts {
    fn new(schema: &EventSchema) -> KnownTexts {
        KnownTexts { columns: schema.attributes().iter().map(|_| (None, Vec::new())).collect() }
    }

    /// The text of a key; batches of one column share a dictionary for long stretches.
    fn text(
        &mut self,
        attribute: usize,
        texts: &Texts,
        key: usize,
        builder: &mut EventLogBuilder,
    ) -> Interned {
        let (dictionary, known) = &mut self.columns[attribute];
        // The same allocation, not equal content: that would be a comparison of all texts.
        if !dictionary.as_ref().is_some_and(|d| Arc::ptr_eq(d, texts.array.values())) {
            *dictionary = Some(Arc::clone(texts.array.values()));
            known.clear();
            known.resize(texts.strings.len(), None);
        }
        *known[key].get_or_insert_with(|| builder.intern(attribute, texts.strings.value(key)))
    }
}

/// A column of text.
struct Texts {
    array: DictionaryArray<Int32Type>,
    strings: StringArray,
}

impl Texts {
    fn key(&self, row: usize) -> Option<usize> {
        self.array.is_valid(row).then(|| self.array.keys().value(row) as usize)
    }

    fn text(&self, row: usize) -> Option<&str> {
        self.key(row).map(|key| self.strings.value(key)).filter(|text| !text.is_empty())
    }
}

enum Attribute {
    Text(Texts),
    Number(Float64Array),
}

/// The rows of a batch.
struct Rows {
    n_rows: usize,
    entity: Texts,
    time: TimestampMillisecondArray,
    kind: Texts,
    session: Option<Texts>,
    sequence: Option<Int64Array>,
    registration: Option<TimestampMillisecondArray>,
    attributes: Vec<Attribute>,
    /// Input and line, where no sequence orders events.
    place: Option<(Texts, Int64Array)>,
    keys: Option<Int64Array>,
}

impl Rows {
    fn new(batch: &RecordBatch, schema: &EventSchema) -> Result<Rows, Fault> {
        let roles = schema.roles();
        let texts = |name: &str| -> Result<Texts, Fault> {
            let array = column(batch, name)?.as_dictionary_opt::<Int32Type>();
            let array = array.ok_or_else(|| other_type(name))?.clone();
            let strings = array.values().as_string_opt::<i32>();
            let strings = strings.ok_or_else(|| other_type(name))?.clone();
            Ok(Texts { array, strings })
        };
        let instants = |name: &String| -> Result<TimestampMillisecondArray, Fault> {
            let array = column(batch, name)?.as_primitive_opt::<TimestampMillisecondType>();
            Ok(array.ok_or_else(|| other_type(name))?.clone())
        };
        let integers = |name: &str| -> Result<Int64Array, Fault> {
            let array = column(batch, name)?.as_primitive_opt::<Int64Type>();
            Ok(array.ok_or_else(|| other_type(name))?.clone())
        };
        let attributes = schema.attributes().iter().map(|attribute| {
            let name = attribute.column();
            match attribute.kind {
                AttributeType::Text => texts(name).map(Attribute::Text),
                AttributeType::Number => {
                    let array = column(batch, name)?.as_primitive_opt::<Float64Type>();
                    Ok(Attribute::Number(array.ok_or_else(|| other_type(name))?.clone()))
                }
            }
        });
        Ok(Rows {
            n_rows: batch.num_rows(),
            entity: texts(&roles.entity)?,
            time: instants(&roles.time)?,
            kind: texts(schema.kind_column())?,
            session: roles.session.as_deref().map(texts).transpose()?,
            sequence: roles.sequence.as_deref().map(integers).transpose()?,
            registration: roles.registration.as_ref().map(instants).transpose()?,
            attributes: attributes.collect::<Result<_, _>>()?,
            place: match roles.sequence {
                Some(_) => None,
                None => Some((texts(INPUT)?, integers(LINE)?)),
            },
            keys: has_keys(schema).then(|| integers(KEY)).transpose()?,
        })
    }

    fn push(
        &self,
        selected: TimeRange,
        rank_of: &dyn Fn(&str) -> Option<i64>,
        known: &mut KnownTexts,
        builder: &mut EventLogBuilder,
    ) -> Result<(), Fault> {
        let mut values = Vec::with_capacity(self.attributes.len());
        for row in 0..self.n_rows {
            // A segment was checked by its size only; a row that cannot be is damage.
            if self.time.is_null(row) {
                return Err("an event has no time".to_owned());
            }
            let time = Time::from_millis(self.time.value(row));
            if !selected.contains(time) {
                continue;
            }
            values.clear();
            for (index, attribute) in self.attributes.iter().enumerate() {
                values.push(match attribute {
                    Attribute::Text(texts) => match texts.key(row) {
                        Some(key) => Value::Interned(known.text(index, texts, key, builder)),
                        None => Value::Missing,
                    },
                    Attribute::Number(numbers) if numbers.is_valid(row) => {
                        Value::Number(numbers.value(row))
                    }
                    Attribute::Number(_) => Value::Missing,
                });
            }
            let event = EventRow::new(
                self.entity.text(row).ok_or("an event has no entity")?,
                time,
                self.kind.text(row).ok_or("an event has no kind")?,
            )
            .session(self.session.as_ref().and_then(|session| session.text(row)))
            .sequence(self.sequence(row, rank_of)?)
            .registration(self.registration(row))
            .attributes(&values);
            let pushed = match &self.keys {
                Some(keys) => {
                    let key = keys.is_valid(row).then(|| keys.value(row) as u64);
                    builder.push_keyed(&event, key)
                }
                None => builder.push(&event),
            };
            pushed.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The sequence, or the place of the event among all inputs.
    fn sequence(
        &self,
        row: usize,
        rank_of: &dyn Fn(&str) -> Option<i64>,
    ) -> Result<Option<i64>, Fault> {
        if let Some((inputs, lines)) = &self.place {
            let input = inputs.text(row).ok_or("an event has no input")?;
            let rank = rank_of(input).ok_or("an event is of an unknown input")?;
            return Ok(Some((rank << LINE_BITS) | (lines.value(row) & LINE_MASK)));
        }
        let given = self.sequence.as_ref().filter(|column| column.is_valid(row));
        Ok(given.map(|column| column.value(row)))
    }

    fn registration(&self, row: usize) -> Option<Time> {
        let column = self.registration.as_ref().filter(|column| column.is_valid(row))?;
        Some(Time::from_millis(column.value(row)))
    }
}

/// The rank of the input and the line that make a position.
pub(super) fn split_position(position: i64) -> (i32, i64) {
    ((position >> LINE_BITS) as i32, position & LINE_MASK)
}

/// Bits of a position that hold the line; those above hold the rank of the input.
const LINE_BITS: u32 = 40;
const LINE_MASK: i64 = (1 << LINE_BITS) - 1;

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef, Fault> {
    batch.column_by_name(name).ok_or_else(|| format!("it has no column `{name}`"))
}

fn other_type(name: &str) -> Fault {
    format!("its column `{name}` is of another type")
}
