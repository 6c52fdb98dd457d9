//! Tables of delimited text: every row is accounted for, and threads change nothing.
//!
//! The first byte chooses how the rest is read, see [`Way`].

#![no_main]

mod way;

use libfuzzer_sys::fuzz_target;

use way::{Way, on_threads};

/// More than a block of the reader, so that threads share the work.
const LONG_BYTES: usize = 3 << 19;

const SPARKIFY_HEADER: &str = "ts,userId,sessionId,page,auth,level,itemInSession,registration,artist,song,length\n\
     1538352117000,30,29,NextSong,Logged In,paid,50,1538173362000,Martha Tilston,\"Rock,pools\",277.89\n";

const FULL_HEADER: &str = "at;user;what;visit;step;joined;plan;auth;tag;n\n\
     1577836800;anne;v;1;1;1577836800;a;in;\"x \"\"y\"\"\";1.5\n";

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let way = Way::new(*choice);
    let schema = way.schema();
    let header = match (way.has_lessons, schema.roles().entity.as_str()) {
        (false, _) => "",
        (true, "userId") => SPARKIFY_HEADER,
        (true, _) => FULL_HEADER,
    };
    let mut bytes = [header.as_bytes(), rest].concat();
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
