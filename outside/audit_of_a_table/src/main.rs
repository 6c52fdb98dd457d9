//! Audits a table of customers as it came from someone: which columns know the label?

use refrain_audit::{AuditOptions, AuditTable, Error, Severity, audit_table};

fn main() -> Result<(), Error> {
    // Every fifth customer left, after 10 to 35 days; the others were seen for 61.
    let rows = 0..300_u32;
    let left = |row: u32| row % 5 == 0;
    let noise = |row: u32| f64::from(row * 37 % 101);
    let numbers = |value: &dyn Fn(u32) -> f64| rows.clone().map(value).collect::<Vec<_>>();
    let days = |row| if left(row) { 10.0 + noise(row) / 4.0 } else { 61.0 };
    let columns = vec![
        (
            "userId",
            rows.clone().map(|row| 1000 + row * 11 % 300).map(f64::from).collect::<Vec<_>>(),
        )
            .into(),
        ("songs", numbers(&|row| noise(row) + 20.0)).into(),
        ("thumbs_down", numbers(&|row| noise(row + 3) / 20.0 + f64::from(left(row)))).into(),
        ("days_observed", numbers(&days)).into(),
        ("visits_to_cancel_page", numbers(&|row| f64::from(left(row)))).into(),
        ("churned", rows.clone().map(left).collect::<Vec<_>>()).into(),
    ];

    let table = AuditTable::from_columns("customers.csv", columns, "churned")?
        .with_entity_column("userId")?;
    let report = audit_table(&table, &AuditOptions::default())?;
    println!("{}", report.show(80));
    println!("{} severe findings", report.n_of(Severity::Severe));
    Ok(())
}
