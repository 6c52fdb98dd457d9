use std::error::Error as _;
use std::io::{self, Write};

use refrain_sim::{ErrorKind, Simulation};
use serde_json::Value;

use crate::small;

const FIELDS: [&str; 9] =
    ["ts", "userId", "sessionId", "page", "auth", "method", "status", "level", "itemInSession"];
const USER_FIELDS: [&str; 6] =
    ["location", "userAgent", "lastName", "firstName", "registration", "gender"];
const SONG_FIELDS: [&str; 3] = ["artist", "song", "length"];

fn lines(simulation: &Simulation) -> (u64, Vec<String>) {
    let mut json = Vec::new();
    let rows = simulation.write_json_lines(&mut json).unwrap();
    let text = String::from_utf8(json).unwrap();
    assert!(text.ends_with('\n'));
    (rows, text.lines().map(str::to_owned).collect())
}

/// The names of the fields in the order of the line.
fn names_in_order(line: &str, object: &serde_json::Map<String, Value>) -> Vec<String> {
    let mut names: Vec<(usize, String)> = object
        .keys()
        .map(|name| (line.find(&format!("\"{name}\":")).unwrap(), name.clone()))
        .collect();
    names.sort();
    names.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn every_line_is_the_event_in_the_fields_of_sparkify() {
    let simulation = small(1);
    let (rows, lines) = lines(&simulation);
    assert_eq!(rows, lines.len() as u64);
    for (line, event) in lines.iter().zip(simulation.events()) {
        let value: Value = serde_json::from_str(line).unwrap();
        let object = value.as_object().unwrap();
        let mut expected = FIELDS.to_vec();
        expected.extend(event.customer.iter().flat_map(|_| USER_FIELDS));
        expected.extend(event.song.iter().flat_map(|_| SONG_FIELDS));
        assert_eq!(names_in_order(line, object), expected, "{line}");
        assert_eq!(value["ts"], event.time.millis());
        assert_eq!(value["page"], event.page);
        assert_eq!(value["status"], event.status);
        assert_eq!(value["itemInSession"], event.item_in_session);
        let user_id = event.customer.map_or(String::new(), |user| user.user_id.to_string());
        assert_eq!(value["userId"], user_id);
        if let Some(customer) = event.customer {
            assert_eq!(value["userAgent"], customer.user_agent);
            assert_eq!(value["registration"], customer.registration.millis());
        }
        if let Some(song) = event.song {
            assert_eq!(value["artist"], song.artist);
            assert_eq!(value["length"], song.length_seconds);
        }
    }
}

#[test]
fn text_beyond_ascii_and_quotation_marks_come_through() {
    let (_, lines) = lines(&small(1));
    assert!(lines.iter().any(|line| !line.is_ascii()));
    assert!(lines.iter().any(|line| line.contains(r#""userAgent":"\"Mozilla"#)));
}

/// Takes no bytes at all.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_an_error() {
    let error = small(1).write_json_lines(&mut Full).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.to_string(), "cannot write the simulated log");
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>()).unwrap();
    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
}

#[test]
fn lines_of_the_whole_log_are_those_of_each_event() {
    let simulation = small(2);
    let mut one_by_one = Vec::new();
    simulation.events().for_each(|event| event.write_json_line(&mut one_by_one).unwrap());
    let mut together = Vec::new();
    simulation.write_json_lines(&mut together).unwrap();
    assert!(together == one_by_one);
}
