//! What every engine must find: per column how much there is and a sum over it, in any order.

use std::collections::BTreeMap;

use refrain::arrow::array::{Array, AsArray, RecordBatch};
use refrain::arrow::datatypes::{Float64Type, Int64Type};
use refrain::base::{AttributeType, EventLog, Events, Time};

/// By name of the column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer(BTreeMap<String, Sum>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    n_present: u64,
    total: u64,
}

impl Answer {
    pub fn set(&mut self, column: &str, sum: Sum) {
        self.0.insert(column.to_owned(), sum);
    }

    /// Asserts that all columns of this answer are as they are in another.
    pub fn assert_part_of(&self, other: &Answer, name: &str) {
        for (column, sum) in &self.0 {
            assert_eq!(Some(sum), other.0.get(column), "column {column} of {name}");
        }
    }

    pub fn n_columns(&self) -> usize {
        self.0.len()
    }
}

impl Sum {
    fn add(self, total: u64) -> Sum {
        Sum { n_present: self.n_present + 1, total: self.total.wrapping_add(total) }
    }

    pub fn number(self, number: i64) -> Sum {
        self.add(number as u64)
    }

    /// The sum of the bits depends on no order, other than the sum of floats.
    pub fn float(self, number: f64) -> Sum {
        self.add(number.to_bits())
    }

    /// By the hash of Fowler, Noll and Vo (FNV-1a).
    pub fn text(self, text: &str) -> Sum {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        self.add(text.bytes().fold(0xCBF2_9CE4_8422_2325, step))
    }
}

/// The answer of a log; the position in the session orders its events and is not kept.
pub fn of_log(log: &EventLog) -> Answer {
    let mut answer = Answer::default();
    let all = || {
        log.entities()
            .map(|entity| (log.entity_id(entity), log.history(entity, Time::MAX).events()))
    };
    let sum = |add: &dyn Fn(Sum, &str, Events<'_>) -> Sum| {
        all().fold(Sum::default(), |sum, (id, events)| add(sum, id, events))
    };
    answer.set("userId", sum(&|sum, id, events| (0..events.len()).fold(sum, |s, _| s.text(id))));
    answer.set(
        "ts",
        sum(&|sum, _, events| events.times().iter().fold(sum, |s, time| s.number(time.millis()))),
    );
    answer.set("page", sum(&|sum, _, events| events.iter().fold(sum, |s, e| s.text(e.kind()))));
    answer.set(
        "sessionId",
        sum(&|sum, _, events| {
            let sessions = events.iter().filter_map(|event| event.session()?.parse().ok());
            sessions.fold(sum, Sum::number)
        }),
    );
    answer.set(
        "registration",
        sum(&|sum, _, events| match events.registration() {
            Some(time) => (0..events.len()).fold(sum, |s, _| s.number(time.millis())),
            None => sum,
        }),
    );
    for (name, kind) in log.attributes() {
        answer.set(name, sum(&|sum, _, events| attribute(sum, &events, name, kind)));
    }
    answer
}

fn attribute(sum: Sum, events: &Events<'_>, name: &str, kind: AttributeType) -> Sum {
    match (kind, name) {
        (AttributeType::Text, _) => {
            events.iter().filter_map(|event| event.text(name)).fold(sum, Sum::text)
        }
        (AttributeType::Number, "status") => {
            let numbers = events.iter().filter_map(|event| event.number(name));
            numbers.fold(sum, |sum, number| sum.number(number as i64))
        }
        (AttributeType::Number, _) => {
            events.iter().filter_map(|event| event.number(name)).fold(sum, Sum::float)
        }
    }
}

/// The answer of batches with 64-bit integers, floats and UTF-8 texts.
pub fn of_batches(batches: &[RecordBatch]) -> Answer {
    let mut answer = Answer::default();
    let schema = batches[0].schema();
    for (index, field) in schema.fields().iter().enumerate() {
        let columns = batches.iter().map(|batch| batch.column(index));
        answer.set(field.name(), columns.fold(Sum::default(), |sum, c| of_array(sum, c.as_ref())));
    }
    answer
}

fn of_array(sum: Sum, array: &dyn Array) -> Sum {
    if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        return numbers.iter().flatten().fold(sum, Sum::number);
    }
    if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        return numbers.iter().flatten().fold(sum, Sum::float);
    }
    array.as_string::<i32>().iter().flatten().fold(sum, Sum::text)
}
