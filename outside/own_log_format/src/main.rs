//! Reads the log of a payment gateway, which no library knows: one event a line, with bars between
//! the fields, and remarks of the logger in between.

use std::io;
use std::str::Lines;

use refrain_core::Time;
use refrain_events::{
    AttributeSpec, Error, EventSchema, LogReader, RawRow, Roles, RowSource, SchemaSpec, TimeUnit,
};

const LOG: &str = "\
# gateway 7 started
2024-03-01T09:00:00Z|ada|payment|9.99
2024-03-01T09:00:04Z|bob|payment|9.99
2024-03-09T18:30:00Z|bob|refund|9.99
# connection lost
2024-03-10T00:00:00Z||probe|
2024-04-01T09:00:00Z|ada|payment|9.99
2024-04-02T11:45:00Z|bob|account closed|
";

struct Gateway(Lines<'static>);

impl RowSource for Gateway {
    fn columns(&self) -> Vec<String> {
        ["at", "account", "what", "amount"].map(String::from).to_vec()
    }

    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        Ok(self.0.next().map(|line| match line.strip_prefix("# ") {
            Some(remark) => RawRow::Unreadable(remark.into()),
            None => line.split('|').collect(),
        }))
    }
}

fn main() -> Result<(), Error> {
    let schema = EventSchema::new(
        SchemaSpec::new(Roles::new("account", "at", "what"))
            .time_unit(TimeUnit::Rfc3339)
            .attribute(AttributeSpec::number("amount")),
    )?;
    let read = LogReader::new(schema).read_rows("gateway.log", &mut Gateway(LOG.lines()))?;
    println!("{}", read.report.summary());

    let bob = read.log.entity("bob").expect("bob paid");
    let april: Time = "2024-04-01".parse()?;
    for event in read.log.history(bob, april).events().iter() {
        println!("bob before April: {} at {}", event.kind(), event.time());
    }
    Ok(())
}
