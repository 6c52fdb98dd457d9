//! Revenue and quantity: what an event brought, and how many of it.

use refrain_core::AttributeType;

use super::attributes::ColumnUse;
use super::name_words::{has, has_any};
use super::table::{Column, Table};
use crate::schema::AttributeSpec;

/// Names of what a row brought in all, the most telling first.
const TOTALS: [&str; 10] = [
    "revenue", "turnover", "gmv", "sales", "amount", "spend", "total", "paid", "payment",
    "subtotal",
];

const PRICES: [&str; 2] = ["price", "unitprice"];

const QUANTITIES: [&str; 4] = ["quantity", "qty", "units", "pieces"];

/// Words of money that is not what the customer brought, and of counts.
const OTHER_MONEY: [&str; 21] = [
    "discount", "tax", "vat", "shipping", "freight", "fee", "balance", "cost", "profit", "margin",
    "count", "item", "list", "percent", "pct", "rate", "limit", "time", "seconds", "days", "tip",
];

/// The attributes of money.
#[derive(Debug, Default)]
pub(super) struct Money {
    /// The attribute that holds the revenue, and the reason.
    pub(super) revenue: Option<(String, String)>,
    pub(super) quantity: Option<String>,
    /// Price times quantity, where no column holds the revenue.
    pub(super) product: Option<AttributeSpec>,
}

pub(super) fn money(table: &Table, uses: &[ColumnUse]) -> Money {
    let numbers: Vec<(&AttributeSpec, &Column)> = uses
        .iter()
        .filter_map(|used| Some((used.kept()?, &table.columns[used.column])))
        .filter(|(spec, column)| {
            spec.kind == AttributeType::Number && column.profile.n_distinct > 1
        })
        .collect();
    let named = |words: &[&str]| {
        let fits = |word: &&&str, column: &Column| {
            has(&column.words, word) && !has_any(&column.words, &OTHER_MONEY)
        };
        let mut words = words.iter();
        words.find_map(|word| numbers.iter().find(|(_, column)| fits(&word, column)))
    };
    let quantity = named(&QUANTITIES);
    let is_quantity = |spec: &AttributeSpec| quantity.is_some_and(|(own, _)| own.name == spec.name);
    let total = named(&TOTALS).filter(|(spec, _)| !is_quantity(spec));
    let mut money =
        Money { quantity: quantity.map(|(spec, _)| spec.name.clone()), ..Money::default() };
    match (total, named(&PRICES), quantity) {
        (Some((spec, _)), ..) => money.revenue = by_name(spec),
        (None, Some((price, _)), Some((quantity, _))) => {
            let name = free_name(table);
            let product = AttributeSpec::product(&name, price.column(), quantity.column());
            let reason = format!("`{}` times `{}`.", price.column(), quantity.column());
            money.revenue = Some((name, reason));
            money.product = Some(product);
        }
        (None, Some((price, _)), None) => money.revenue = by_name(price),
        (None, None, _) => {}
    }
    money
}

fn by_name(spec: &AttributeSpec) -> Option<(String, String)> {
    Some((spec.name.clone(), "By its name.".to_owned()))
}

/// A name that no column has.
fn free_name(table: &Table) -> String {
    let names = ["amount", "revenue", "line_amount", "price_times_quantity"];
    let is_free = |name: &&&str| table.columns.iter().all(|column| column.profile.name != **name);
    names.iter().find(is_free).unwrap_or(&"refrain_amount").to_string()
}
