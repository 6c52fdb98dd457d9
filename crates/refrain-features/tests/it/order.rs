//! Small logs of a shop for the tests.

use proptest::prelude::*;
use refrain_core::{AttributeType, EventLog, EventLogBuilder, EventRow, Value};
use refrain_features::{CountedKind, KeptAttribute, LogDetail, Vocabulary};

use crate::log::minute;

/// One row of a shop's log; times are minutes since 2018-10-01.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) customer: &'static str,
    pub(crate) minute: u32,
    pub(crate) kind: &'static str,
    pub(crate) country: Option<&'static str>,
    pub(crate) revenue: Option<f64>,
    pub(crate) seats: Option<f64>,
}

pub(crate) fn order(customer: &'static str, minute: u32, kind: &'static str) -> Order {
    Order { customer, minute, kind, country: None, revenue: None, seats: None }
}

/// A shop without sessions or registrations; what came back is a kind of its own.
pub(crate) fn words() -> Vocabulary {
    Vocabulary::new(["return"])
        .main(CountedKind::new("purchase").named("purchases", "purchase"))
        .revenue("revenue")
        .kept(KeptAttribute::new("country", AttributeType::Text))
        .kept(KeptAttribute::new("seats", AttributeType::Number).of_kinds(["purchase", "invoice"]))
        .kept(KeptAttribute::new("tax", AttributeType::Number).of_kinds(["invoice"]))
        .without(LogDetail::Sessions)
        .without(LogDetail::Registrations)
}

/// Events of one instant stay in the order of the rows.
pub(crate) fn build(rows: &[Order]) -> EventLog {
    let attributes = [
        ("country", AttributeType::Text),
        ("revenue", AttributeType::Number),
        ("seats", AttributeType::Number),
        ("tax", AttributeType::Number),
    ];
    let mut builder = EventLogBuilder::new(&attributes).unwrap();
    for row in rows {
        let number = |number: Option<f64>| number.map_or(Value::Missing, Value::Number);
        let country = row.country.map_or(Value::Missing, Value::Text);
        let values = [country, number(row.revenue), number(row.seats), Value::Missing];
        let event = EventRow::new(row.customer, minute(row.minute), row.kind);
        builder.push(&event.attributes(&values)).unwrap();
    }
    builder.finish().unwrap()
}

/// Ticks of seven hours, no two rows of a customer in one.
pub(crate) fn orders() -> impl Strategy<Value = Vec<Order>> {
    const KINDS: [&str; 5] = ["purchase", "purchase", "return", "invoice", "view"];
    const COUNTRIES: [Option<&str>; 4] = [Some("GB"), Some("FR"), Some("DE"), None];
    let row = (0..3_usize, 0..350_u32, 0..5_usize, 0..4_usize, -40..200_i32, 0..9_i32);
    let row = row.prop_map(|(customer, tick, kind, country, cents, seats)| Order {
        customer: ["a", "b", "c"][customer],
        minute: tick * 7 * 60,
        kind: KINDS[kind],
        country: COUNTRIES[country],
        revenue: (cents % 5 != 0).then_some(f64::from(cents) / 8.0),
        seats: (seats > 2).then_some(f64::from(seats)),
    });
    let distinct = |mut rows: Vec<Order>| {
        rows.sort_by_key(|row| (row.customer, row.minute));
        rows.dedup_by_key(|row| (row.customer, row.minute));
        rows
    };
    prop::collection::vec(row, 1..70).prop_map(distinct)
}
