//! Tables of delimited text: every row is accounted for, and threads change nothing.
//!
//! The first byte chooses how the rest is read, see [`Way`], the second what the schema says of
//! the form of tables.

#![no_main]

mod way;

use libfuzzer_sys::fuzz_target;
use refrain_events::EventSchema;

use way::{Way, on_threads};

/// More than a block of the reader, so that threads share the work.
const LONG_BYTES: usize = 3 << 19;

const SPARKIFY_HEADER: &str = "ts,userId,sessionId,page,auth,level,itemInSession,registration,artist,song,length\n\
     1538352117000,30,29,NextSong,Logged In,paid,50,1538173362000,Martha Tilston,\"Rock,pools\",277.89\n";

const FULL_HEADER: &str = "at;user;what;visit;step;joined;plan;auth;tag;n\n\
     1577836800;anne;v;1;1;1577836800;a;in;\"x \"\"y\"\"\";1.5\n";

const NESTED_HEADER: &str = "actor.id,at,what,tag,props.n,user,visit,step,other\n";

/// The schema with a `[table]` of what the bits of a byte choose, none of them in `@`.
fn with_form(schema: &EventSchema, form: u8, header: &str) -> EventSchema {
    let names = header.lines().next().unwrap_or_default();
    let mut table = String::from("[table]\n");
    if form & 1 != 0 {
        table += &format!("columns = {:?}\n", names.split([',', ';']).collect::<Vec<_>>());
    }
    if form & 2 != 0 {
        table += "comment = \"#\"\n";
    }
    if form & 4 != 0 {
        let separators = ["\";\"", "\"\\t\"", "\"|\"", "\" \""];
        table += &format!("separator = {}\n", separators[usize::from(form >> 3 & 3)]);
    }
    let text = format!("{table}\n{}", schema.to_toml());
    // Columns without those of the roles are refused.
    EventSchema::from_toml(&text).unwrap_or_else(|_| schema.clone())
}

fuzz_target!(|data: &[u8]| {
    let [choice, form, rest @ ..] = data else { return };
    let way = Way::new(*choice);
    let schema = way.schema();
    let header = match schema.roles().entity.as_str() {
        "userId" => SPARKIFY_HEADER,
        "actor.id" => NESTED_HEADER,
        _ => FULL_HEADER,
    };
    let schema = with_form(&schema, *form, header);
    let lessons = if way.has_lessons { header } else { "" };
    let mut bytes = [lessons.as_bytes(), rest].concat();
    // Three bits together, so that few cases are long.
    if choice >> 5 == 0b111 && !rest.is_empty() {
        while bytes.len() < LONG_BYTES {
            bytes.extend_from_slice(rest);
        }
    }
    let reader = way.reader(schema);
    let read = |n_threads| on_threads(n_threads, || reader.read_from("fuzz.csv", &*bytes));
    let read_by_one = read(1);
    if let Ok(read) = &read_by_one {
        let report = &read.report;
        assert_eq!(report.rows_read, report.rows_kept + report.rows_dropped());
        assert_eq!(report.rows_kept, read.log.n_events() as u64);
        assert_eq!(report.rows_read, report.files.iter().map(|file| file.rows_read).sum::<u64>());
    }
    let expected = format!("{read_by_one:?}");
    for n_threads in [2, 3] {
        assert_eq!(format!("{:?}", read(n_threads)), expected);
    }
});
