//! The columns of a shop and of kept attributes against values that DuckDB computed from the raw
//! rows.
//!
//! `benches/peers/shop_in_sql.py` made the log and the values, which are rounded to eleven digits.

use refrain::events::{EventSchema, LogReader};
use refrain::features::{FeatureSet, seen_before};
use refrain::table::feature_table;

use crate::reference;
use crate::standard_in_sql::rows;

const LOG: &str = include_str!("../data/shop_log.csv");
const IN_SQL: &str = include_str!("../data/shop_in_sql.csv");
const CUTOFFS: [&str; 3] = ["2024-02-20T00:00:00Z", "2024-04-01T13:45:00Z", "2024-05-01T00:00:00Z"];

const SCHEMA: &str = r#"
[roles]
entity = "customer"
time = "at"
kind = "kind"
[time]
unit = "rfc3339"
[[attributes]]
name = "revenue"
type = "number"
[[attributes]]
name = "pieces"
type = "number"
[[attributes]]
name = "country"
type = "text"
[[attributes]]
name = "seats"
type = "number"
kinds = ["purchase", "invoice"]
[kinds]
main = "purchase"
counted = ["return"]
[meaning]
revenue = "revenue"
quantity = "pieces"
"#;

#[test]
fn columns_of_a_shop_equal_those_of_sql_over_the_raw_rows() {
    let schema = EventSchema::from_toml(SCHEMA).unwrap();
    let set = FeatureSet::standard(&schema.vocabulary());
    let log = LogReader::new(schema).read_from("shop_log.csv", LOG.as_bytes()).unwrap().log;
    let observations = seen_before(&log, &CUTOFFS.map(|cutoff| cutoff.parse().unwrap()));
    let matrix = set.compute(&log, &observations).unwrap();
    let ours = rows(&reference::csv(&feature_table("customer", &matrix).unwrap()));
    let theirs = rows(IN_SQL.as_bytes());
    assert_eq!((ours.len(), theirs.len()), (68, 68));
    for (key, expected) in &theirs {
        assert_eq!(expected.len(), 39, "two keys and 37 columns");
        for (name, theirs) in expected {
            let ours = ours[key].get(name).unwrap_or_else(|| panic!("no column {name}"));
            assert!(reference::agree(ours, theirs), "{name} of {key:?}: {ours}, not {theirs}");
        }
    }
}
