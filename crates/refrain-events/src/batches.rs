//! An event log as Arrow columns.

use std::ops::Range;
use std::sync::Arc;

use crate::arrow::array::{
    ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use crate::arrow::datatypes::{DataType, Field, Int32Type, Schema, TimeUnit};
use refrain_core::{AttributeColumn, AttributeType, EntityIdx, EventLog, Strings, Time};

use crate::schema::{
    Duplicates, EventSchema, GuestRule, IdSpec, JsonSpec, KindSource, RowSpec, TableSpec,
};

/// Rows of a batch, about: batches end between entities.
const BATCH_ROWS: usize = 1 << 16;

/// Turns a log into record batches, for Polars, DataFusion, a Python process or a file.
///
/// Columns have the names that the schema gives them: entity, time, kind, then session, sequence
/// and registration as far as the schema has them, then the attributes. Texts are dictionaries of
/// `Int32` to `Utf8`, times are milliseconds in UTC, numbers are `Float64`; what is missing is
/// null. Rows stand entity by entity in the order of the ids, each one's events by time.
///
/// A log does not keep the sequence of an event, only the order: the column holds the event's
/// number among those of its entity, from 0, which orders them just so. Hence
/// [`LogReader::read_batches`](crate::LogReader::read_batches) makes the same log of the batches,
/// by the schema's form for [batches](EventSchema::of_batches).
///
/// # Examples
///
/// ```
/// use refrain_events::arrow::ipc::writer::StreamWriter;
/// use refrain_events::{EventSchema, LogReader, to_batches};
///
/// let line = "{\"userId\":\"30\",\"ts\":1538352117000,\"page\":\"Home\",\"registration\":1538173362000,\
///             \"level\":\"paid\",\"sessionId\":29,\"itemInSession\":0,\"auth\":\"Logged In\"}";
/// let schema = EventSchema::sparkify();
/// let reader = LogReader::new(schema.clone());
/// let log = reader.read_from("log", line.as_bytes())?.log;
///
/// // Written as an Arrow stream, which anything that speaks Arrow reads, this crate among them.
/// let mut batches = to_batches(&log, &schema).peekable();
/// let columns = batches.peek().expect("a log has an event").schema();
/// let mut writer = StreamWriter::try_new(Vec::new(), &columns)?;
/// batches.try_for_each(|batch| writer.write(&batch))?;
/// let stream = writer.into_inner()?;
/// assert_eq!(reader.read_from("log.arrows", stream.as_slice())?.log.n_events(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_batches<'a>(
    log: &'a EventLog,
    schema: &'a EventSchema,
) -> impl Iterator<Item = RecordBatch> + 'a {
    let writer = BatchWriter::new(log, schema, Sessions::Made);
    // In the order of the ids, which is the order of entities in a log.
    let mut rest: Vec<EntityIdx> = log.entities().collect();
    // Taken off the end one by one, so that the first entity comes last.
    rest.reverse();
    std::iter::from_fn(move || {
        let mut entities = Vec::new();
        let mut n_rows = 0;
        // An entity is never divided: a consumer that works entity by entity needs one batch at a
        // time.
        while n_rows < BATCH_ROWS
            && let Some(entity) = rest.pop()
        {
            n_rows += log.as_columns().rows(entity).len();
            entities.push(entity);
        }
        (!entities.is_empty()).then(|| writer.batch(&entities, &numbered(log, &entities)))
    })
}

/// Each event's number among those of its entity.
fn numbered(log: &EventLog, entities: &[EntityIdx]) -> Vec<Option<i64>> {
    let n_events = entities.iter().map(|entity| log.as_columns().rows(*entity).len());
    n_events.flat_map(|n| (0..n as i64).map(Some)).collect()
}

/// Sessions that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sessions {
    /// Those of a column of the log's inputs.
    Given,
    /// Those that are made from pauses as well.
    Made,
}

impl Sessions {
    fn column(self, schema: &EventSchema) -> Option<&str> {
        match self {
            Sessions::Given => schema.roles().session.as_deref(),
            Sessions::Made => session_column(schema),
        }
    }
}

/// The name of the column of sessions, given or made from pauses.
fn session_column(schema: &EventSchema) -> Option<&str> {
    const NAMES: [&str; 4] = ["session", "session_", "session__", "session___"];
    let roles = schema.roles();
    if roles.session.is_some() || roles.session_gap.is_none() {
        return roles.session.as_deref();
    }
    let used: Vec<&str> = roles.iter().map(|(_, column)| column).collect();
    let is_used = |name: &str| {
        let mut attributes = schema.attributes().iter();
        used.contains(&name)
            || name == schema.kind_column()
            || attributes.any(|a| a.column() == name)
    };
    NAMES.into_iter().find(|name| !is_used(name)).or(Some("session____"))
}

impl EventSchema {
    /// Returns the schema by which [`LogReader::read_batches`](crate::LogReader::read_batches)
    /// reads what [`to_batches`] makes of a log of this schema.
    ///
    /// What was done when the log was read is done: kinds and sessions are columns, times are
    /// instants, guests and duplicates are left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use refrain_core::Span;
    /// use refrain_events::{EventSchema, KindSource, LogReader, Roles, SchemaSpec, to_batches};
    ///
    /// let kind = KindSource::Constant("purchase".into());
    /// let roles = Roles::new("who", "at", kind).session_gap(Span::from_hours(1));
    /// let schema = EventSchema::new(SchemaSpec::new(roles))?;
    /// assert_eq!(schema.of_batches().roles().session.as_deref(), Some("session"));
    /// assert_eq!(schema.of_batches().roles().kind.column(), Some("kind"));
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn of_batches(&self) -> EventSchema {
        let mut spec = self.clone().into_spec();
        spec.roles.session = session_column(self).map(str::to_owned);
        spec.roles.session_gap = None;
        spec.roles.kind = KindSource::Column(self.kind_column().to_owned());
        spec.time.format = None;
        spec.time.zone = None;
        spec.time.registration_format = None;
        for attribute in &mut spec.attributes {
            attribute.product.clear();
        }
        spec.rows = RowSpec::default();
        // Two events may be equal but for the key that told them apart.
        spec.rows.duplicates = Duplicates::Keep;
        spec.ids = IdSpec::default();
        spec.table = TableSpec::default();
        spec.json = JsonSpec::default();
        spec.guests = GuestRule { empty_entity: false, ..GuestRule::default() };
        spec.text.repair = false;
        EventSchema::new(spec).expect("columns that were named apart")
    }
}

/// The Arrow schema of events.
pub(crate) fn arrow_schema(schema: &EventSchema, sessions: Sessions) -> Vec<Field> {
    let roles = schema.roles();
    let mut fields = vec![
        // Without nulls: an event that lacks one of these three is none.
        Field::new(&roles.entity, text_type(), false),
        Field::new(&roles.time, time_type(), false),
        Field::new(schema.kind_column(), text_type(), false),
    ];
    fields.extend(sessions.column(schema).map(|name| Field::new(name, text_type(), true)));
    fields.extend(roles.sequence.iter().map(|name| Field::new(name, DataType::Int64, true)));
    fields.extend(roles.registration.iter().map(|name| Field::new(name, time_type(), true)));
    fields.extend(schema.attributes().iter().map(|attribute| {
        let data_type = match attribute.kind {
            AttributeType::Text => text_type(),
            AttributeType::Number => DataType::Float64,
        };
        Field::new(attribute.column(), data_type, true)
    }));
    fields
}

pub(crate) fn text_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

/// Writes entities of a log as batches.
pub(crate) struct BatchWriter<'a> {
    log: &'a EventLog,
    schema: &'a EventSchema,
    arrow_schema: Arc<Schema>,
    has_sessions: bool,
    entities: ArrayRef,
    kinds: ArrayRef,
    sessions: ArrayRef,
    /// The texts of each attribute, nothing for numbers.
    texts: Vec<Option<ArrayRef>>,
}

impl<'a> BatchWriter<'a> {
    pub(crate) fn new(
        log: &'a EventLog,
        schema: &'a EventSchema,
        which: Sessions,
    ) -> BatchWriter<'a> {
        let columns = log.as_columns();
        // Texts of an attribute are one set for all entities, so that any of them leads to it.
        let first = log.entities().next().expect("a log has an entity");
        let texts = (0..schema.attributes().len()).map(|attribute| {
            match columns.attribute(attribute, first) {
                AttributeColumn::Text(strings, _) => Some(strings_array(strings)),
                AttributeColumn::Number(_) => None,
            }
        });
        BatchWriter {
            arrow_schema: Arc::new(Schema::new(arrow_schema(schema, which))),
            has_sessions: which.column(schema).is_some(),
            entities: strings_array(&log.entity_ids()),
            kinds: strings_array(log.kinds()),
            sessions: strings_array(columns.session_ids()),
            texts: texts.collect(),
            log,
            schema,
        }
    }

    /// All events of some entities; `sequences` has one for each of these events.
    pub(crate) fn batch(&self, entities: &[EntityIdx], sequences: &[Option<i64>]) -> RecordBatch {
        let columns = self.log.as_columns();
        let rows: Vec<Range<usize>> = entities.iter().map(|e| columns.rows(*e)).collect();
        let times = rows.iter().flat_map(|rows| &columns.times()[rows.clone()]);
        let of_entity = entities.iter().zip(&rows);
        let entity_keys = of_entity.flat_map(|(entity, rows)| {
            std::iter::repeat_n(Some(entity.position() as u32), rows.len())
        });
        let kind_keys = rows.iter().flat_map(|rows| columns.kinds(rows.clone()).map(Some));
        let session_keys = rows.iter().flat_map(|rows| columns.sessions(rows.clone()));
        let mut arrays = vec![
            dictionary(entity_keys, &self.entities),
            instants(times.map(|time| Some(*time))),
            dictionary(kind_keys, &self.kinds),
        ];
        let roles = self.schema.roles();
        if self.has_sessions {
            arrays.push(dictionary(session_keys, &self.sessions));
        }
        if roles.sequence.is_some() {
            arrays.push(Arc::new(Int64Array::from_iter(sequences.iter().copied())));
        }
        if roles.registration.is_some() {
            arrays.push(instants(entities.iter().flat_map(|e| columns.registrations(*e))));
        }
        arrays.extend((0..self.texts.len()).map(|attribute| self.attribute(attribute, entities)));
        RecordBatch::try_new(Arc::clone(&self.arrow_schema), arrays)
            .expect("columns of one length and of the types of the schema")
    }

    fn attribute(&self, attribute: usize, entities: &[EntityIdx]) -> ArrayRef {
        let columns = self.log.as_columns();
        match &self.texts[attribute] {
            Some(texts) => {
                let keys = entities.iter().flat_map(|entity| {
                    match columns.attribute(attribute, *entity) {
                        AttributeColumn::Text(_, keys) => keys,
                        AttributeColumn::Number(_) => unreachable!("a column has one type"),
                    }
                });
                dictionary(keys, texts)
            }
            None => {
                let numbers = entities.iter().flat_map(|entity| {
                    match columns.attribute(attribute, *entity) {
                        AttributeColumn::Number(numbers) => numbers,
                        AttributeColumn::Text(..) => unreachable!("a column has one type"),
                    }
                });
                // A log keeps a missing number as NaN; Arrow, and every reader of it, has null for
                // that.
                let given = numbers.map(|number| Some(number).filter(|number| !number.is_nan()));
                Arc::new(Float64Array::from_iter(given))
            }
        }
    }
}

fn strings_array(strings: &Strings) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(strings.iter()))
}

fn instants(times: impl Iterator<Item = Option<Time>>) -> ArrayRef {
    let millis = times.map(|time| time.map(Time::millis));
    Arc::new(TimestampMillisecondArray::from_iter(millis).with_timezone("UTC"))
}

fn dictionary(keys: impl Iterator<Item = Option<u32>>, texts: &ArrayRef) -> ArrayRef {
    // Signed, since few readers of Arrow take dictionaries of unsigned keys.
    let keys = Int32Array::from_iter(keys.map(|key| key.map(|key| key as i32)));
    let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(texts));
    Arc::new(array.expect("indices into the set"))
}
