//! The event store.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};

use refrain_core::{Time, TimeRange};
use refrain_events::{CleaningRule, Error, ErrorKind, EventSchema, EventStore, Input, LogReader};

use crate::support::{START, bare_schema, events, full_schema};

/// Lines of the full schema: `n` events of 20 users, some twice, some of guests.
fn lines(first: usize, n: usize) -> String {
    let mut text = String::new();
    for index in first..first + n {
        let user = index * 7 % 20;
        let at = START + (index as i64 / 3) * 1_000;
        let tag = ["red", "", "blau \u{fc}", "a\\\"b"][index % 4];
        text += &format!(
            "{{\"user\":\"{user}\",\"at\":{at},\"what\":\"kind {}\",\"visit\":{},\"step\":{index},\
             \"joined\":{},\"tag\":\"{tag}\",\"n\":{}.5}}\n",
            index % 5,
            index / 50,
            START - 1_000 * user as i64,
            index % 9,
        );
        if index % 10 == 0 {
            text += "{\"user\":\"\",\"at\":5,\"what\":\"guest\"}\n{broken\n\n";
        }
    }
    text
}

struct Fixture {
    directory: tempfile::TempDir,
    schema: EventSchema,
}

impl Fixture {
    fn new(schema: EventSchema) -> Fixture {
        Fixture { directory: tempfile::tempdir().unwrap(), schema }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("store")
    }

    fn reader(&self) -> LogReader {
        LogReader::new(self.schema.clone())
    }

    fn store(&self) -> EventStore {
        EventStore::open_or_create_with_buckets(self.path(), &self.schema, 8).unwrap()
    }

    fn ingest(&self, paths: &[&Path]) {
        let inputs: Vec<Input> = paths.iter().map(|path| Input::Path(path.to_path_buf())).collect();
        self.store().ingest(&self.reader(), &inputs).unwrap();
    }
}

/// What is wrong with the store, of an error of this kind.
fn problem(error: &Error, kind: ErrorKind) -> String {
    assert_eq!(error.kind(), kind, "{error}");
    let shown = error.to_string();
    assert!(shown.starts_with("store `") && shown.ends_with("` cannot be used"), "{shown}");
    std::error::Error::source(error).unwrap().to_string()
}

#[test]
fn a_log_read_from_a_store_is_that_of_the_files() {
    let fixture = Fixture::new(full_schema());
    let (first, second) = (fixture.file("a", &lines(0, 300)), fixture.file("b", &lines(250, 300)));
    fixture.ingest(&[&first]);
    fixture.ingest(&[&second]);
    let inputs = [Input::Path(first), Input::Path(second)];
    let direct = fixture.reader().read(&inputs).unwrap();
    let stored = fixture.reader().read(&[Input::Path(fixture.path())]).unwrap();
    assert_eq!(events(&direct.log), events(&stored.log));
    assert_eq!(direct.log.range(), stored.log.range());
    for rule in CleaningRule::ALL {
        assert_eq!(direct.report.count(rule), stored.report.count(rule), "{rule}");
    }
    assert!(direct.report.count(CleaningRule::Duplicate) > 0);
    assert_eq!(stored.report.rows_read, stored.report.rows_kept + stored.report.rows_dropped());
}

#[test]
fn the_order_of_inputs_changes_nothing() {
    // The bare schema has no sequence: ties are by input, and inputs by their content.
    let texts = [0, 100, 200].map(|first| lines(first, 150));
    let mut logs = Vec::new();
    for order in [[0, 1, 2], [2, 0, 1]] {
        let fixture = Fixture::new(bare_schema());
        for index in order {
            fixture.ingest(&[&fixture.file(&format!("{index}"), &texts[index])]);
        }
        logs.push(events(&fixture.store().read(&fixture.reader()).unwrap().log));
    }
    assert_eq!(logs[0], logs[1]);
}

#[test]
fn without_a_sequence_one_instant_keeps_the_order_of_the_input() {
    let fixture = Fixture::new(bare_schema());
    let kinds = ["z", "a", "m", "b"];
    let text: String = kinds.iter().map(|kind| crate::support::line("e", 7, kind)).collect();
    fixture.ingest(&[&fixture.file("log", &text)]);
    let read = fixture.store().read(&fixture.reader()).unwrap();
    let entity = read.log.entity("e").unwrap();
    let seen = read.log.history(entity, Time::MAX).events();
    assert_eq!(seen.iter().map(|event| event.kind().to_owned()).collect::<Vec<_>>(), kinds);
}

#[test]
fn an_input_ingested_twice_changes_nothing() {
    let fixture = Fixture::new(full_schema());
    let path = fixture.file("a", &lines(0, 100));
    let renamed = fixture.file("b", &lines(0, 100));
    fixture.ingest(&[&path]);
    let manifest = fs::read(fixture.path().join("manifest.json")).unwrap();
    let mut store = fixture.store();
    let again =
        store.ingest(&fixture.reader(), &[Input::Path(path), Input::Path(renamed)]).unwrap();
    assert_eq!(again.known.len(), 2);
    assert_eq!(again.report.rows_read, 0);
    assert_eq!(fs::read(fixture.path().join("manifest.json")).unwrap(), manifest);
}

#[test]
fn little_memory_makes_more_segments_and_the_same_log() {
    let fixture = Fixture::new(bare_schema());
    let path = fixture.file("a", &lines(0, 2_000));
    // A block is the least that a round takes; several blocks need longer lines.
    let padding = format!(",\"pad\":\"{}\"}}", "x".repeat(4_000));
    let long = fs::read_to_string(&path).unwrap().replace('}', &padding);
    let path = fixture.file("long", &long);
    let mut store = fixture.store().memory(220 * 100);
    store.ingest(&fixture.reader(), &[Input::Path(path.clone())]).unwrap();
    assert!(store.size().n_segments > 8, "{:?}", store.size());
    let direct = fixture.reader().read(&[Input::Path(path)]).unwrap();
    assert_eq!(events(&direct.log), events(&store.read(&fixture.reader()).unwrap().log));
}

#[test]
fn compaction_keeps_the_log_and_leaves_one_segment_a_bucket() {
    for schema in [full_schema(), bare_schema()] {
        let fixture = Fixture::new(schema);
        for first in [0, 100, 200] {
            fixture.ingest(&[&fixture.file(&first.to_string(), &lines(first, 150))]);
        }
        let mut store = fixture.store();
        let before = store.read(&fixture.reader()).unwrap();
        assert!(store.compact().unwrap() > 0);
        let n_used = store.size().n_segments;
        assert!(n_used <= 8);
        let after = fixture.store().read(&fixture.reader()).unwrap();
        assert_eq!(events(&before.log), events(&after.log));
        assert_eq!(before.report, after.report);
        // It goes on growing.
        fixture.ingest(&[&fixture.file("more", &lines(300, 50))]);
        assert!(fixture.store().size().n_segments > n_used);
        assert!(fixture.store().compact().unwrap() > 0);
        assert_eq!(fixture.store().compact().unwrap(), 0);
    }
}

#[test]
fn buckets_together_are_the_log_and_know_its_range() {
    let fixture = Fixture::new(full_schema());
    fixture.ingest(&[&fixture.file("a", &lines(0, 300))]);
    let store = fixture.store();
    let whole = store.read(&fixture.reader()).unwrap().log;
    let range = store.range().unwrap();
    assert_eq!(range, whole.range());
    let mut n_events = 0;
    for bucket in 0..store.size().n_buckets {
        if let Some(read) = store.read_bucket(bucket, &fixture.reader(), range).unwrap() {
            assert_eq!(read.log.range(), range);
            n_events += read.log.n_events();
        }
    }
    assert_eq!(n_events, whole.n_events());
}

#[test]
fn only_the_times_asked_for_are_read() {
    let fixture = Fixture::new(full_schema());
    let path = fixture.file("a", &lines(0, 300));
    fixture.ingest(&[&path]);
    let until = Time::from_millis(START + 50_000);
    let direct = fixture.reader().until(until).read(&[Input::Path(path)]).unwrap();
    let stored = fixture.store().read(&fixture.reader().until(until)).unwrap();
    assert_eq!(events(&direct.log), events(&stored.log));
    assert_eq!(
        direct.report.count(CleaningRule::NotSelected),
        stored.report.count(CleaningRule::NotSelected)
    );
}

#[test]
fn what_an_interrupted_ingest_left_behind_is_cleared_away() {
    let fixture = Fixture::new(full_schema());
    fixture.ingest(&[&fixture.file("a", &lines(0, 100))]);
    let bucket = fixture.path().join("events/bucket=0003");
    let leftovers = ["000009-000000.parquet", "000009-000001.parquet.tmp"];
    leftovers.iter().for_each(|name| fs::write(bucket.join(name), "half").unwrap());
    fs::write(bucket.join("notes.txt"), "mine").unwrap();
    fixture.ingest(&[&fixture.file("b", &lines(100, 100))]);
    assert!(leftovers.iter().all(|name| !bucket.join(name).exists()));
    assert!(bucket.join("notes.txt").exists());
}

#[test]
fn a_failed_ingest_leaves_the_store_as_it_was() {
    let fixture = Fixture::new(full_schema());
    fixture.ingest(&[&fixture.file("a", &lines(0, 100))]);
    let manifest = fs::read(fixture.path().join("manifest.json")).unwrap();
    let bad = fixture.file("bad", &format!("{}{{broken\n", lines(100, 5)));
    let error = fixture.store().ingest(&fixture.reader().strict(), &[Input::Path(bad)]);
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().ends_with(" (unparsable)"), "{error}");
    let none = fixture.file("none", "{\"user\":\"\",\"at\":5,\"what\":\"guest\"}\n");
    let error = fixture.store().ingest(&fixture.reader(), &[Input::Path(none)]);
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert!(error.to_string().starts_with("column `visit` (role `session`) appears in none"));
    assert_eq!(fs::read(fixture.path().join("manifest.json")).unwrap(), manifest);
    assert_eq!(fixture.store().size().n_inputs, 1);
}

#[test]
fn a_second_writer_is_refused() {
    let fixture = Fixture::new(full_schema());
    let path = fixture.file("a", &lines(0, 100));
    let mut store = fixture.store();
    let held = fs::File::options().write(true).open(fixture.path().join("lock")).unwrap();
    held.lock().unwrap();
    let error = store.ingest(&fixture.reader(), &[Input::Path(path.clone())]).unwrap_err();
    assert_eq!(
        problem(&error, ErrorKind::Io),
        "another process is writing to it: try again when that is done"
    );
    drop(held);
    store.ingest(&fixture.reader(), &[Input::Path(path)]).unwrap();
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let fixture = Fixture::new(full_schema());
    fixture.store();
    let path = fixture.path().join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let newer = text.replace("\"version\": 2", "\"version\": 3, \"novelty\": true");
    fs::write(&path, newer).unwrap();
    let error = EventStore::open(fixture.path()).unwrap_err();
    assert_eq!(
        problem(&error, ErrorKind::Malformed),
        "it has format version 3, this program reads up to 2: update refrain"
    );
}

#[test]
fn damaged_stores_are_named_with_what_is_wrong() {
    let fixture = Fixture::new(full_schema());
    fixture.ingest(&[&fixture.file("a", &lines(0, 100))]);
    let path = fixture.path().join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let refused = |manifest: &str| {
        fs::write(&path, manifest).unwrap();
        problem(&EventStore::open(fixture.path()).unwrap_err(), ErrorKind::Malformed)
    };
    let cut = refused(&text[..100]);
    assert!(cut.starts_with("manifest.json line ") && cut.contains("EOF"), "{cut}");
    let outside = text.replacen("events/bucket", "../events/bucket", 1);
    let refusal = refused(&outside);
    assert!(refusal.contains("is inconsistent: the path `../events/bucket"), "{refusal}");
    let absolute = text.replacen("events/bucket", "/events/bucket", 1);
    let refusal = refused(&absolute);
    assert!(refusal.contains("is inconsistent: the path `/events/bucket"), "{refusal}");
    let rows = text.replacen("\"n_rows\": ", "\"n_rows\": 9", 1);
    let refusal = refused(&rows);
    assert!(refusal.contains("another number of rows in its segments"), "{refusal}");
    fs::write(&path, &text).unwrap();

    let segment = fs::read_dir(fixture.path().join("events")).unwrap().next().unwrap().unwrap();
    let segment = fs::read_dir(segment.path()).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(&segment).unwrap();
    fs::write(&segment, &bytes[1..]).unwrap();
    let error = EventStore::open(fixture.path()).unwrap_err();
    let (found, expected) = (bytes.len() - 1, bytes.len());
    let size = format!("` has {found} bytes, {expected} were committed: restore it from a copy");
    let shown = problem(&error, ErrorKind::Malformed);
    assert!(shown.starts_with("`events/bucket=") && shown.ends_with(&size), "{shown}");
    let mut other = bytes.clone();
    other[..4].copy_from_slice(b"ZERO");
    let n_bytes = other.len();
    other[n_bytes / 2..].fill(0);
    fs::write(&segment, &other).unwrap();
    let error = fixture.store().read(&fixture.reader()).unwrap_err();
    let shown = problem(&error, ErrorKind::Malformed);
    assert!(shown.contains("` does not hold what was committed: "), "{shown}");
    fs::remove_file(&segment).unwrap();
    let error = EventStore::open(fixture.path()).unwrap_err();
    let shown = problem(&error, ErrorKind::Malformed);
    assert!(shown.ends_with("` is missing: restore it from a copy or ingest anew"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_store_is_refused() {
    let fixture = Fixture::new(full_schema());
    fixture.ingest(&[&fixture.file("a", &lines(0, 100))]);
    let bucket = fixture.path().join("events/bucket=0003");
    let elsewhere = fixture.directory.path().join("elsewhere");
    fs::rename(&bucket, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &bucket).unwrap();
    let error = EventStore::open(fixture.path()).unwrap_err();
    assert_eq!(
        problem(&error, ErrorKind::Malformed),
        "`events/bucket=0003` is a symbolic link: a store holds its files itself"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    for link in ["events/bucket=0003", "lock", "manifest.json.tmp"] {
        let fixture = Fixture::new(full_schema());
        let mut store = fixture.store();
        fs::create_dir_all(fixture.path().join("events")).unwrap();
        let _ = fs::remove_file(fixture.path().join(link));
        let target = outside.path().join(link.replace('/', "-"));
        match link.starts_with("events") {
            true => fs::create_dir(&target).unwrap(),
            false => fs::write(&target, "mine").unwrap(),
        }
        symlink(&target, fixture.path().join(link)).unwrap();
        let path = fixture.file("a", &lines(0, 100));
        let ingested = store.ingest(&fixture.reader(), &[Input::Path(path)]);
        match ingested {
            // A draft is replaced, not followed.
            Ok(_) => assert_eq!(fs::read_to_string(&target).unwrap(), "mine"),
            Err(error) => {
                let shown = problem(&error, ErrorKind::Malformed);
                assert!(shown.contains("` is a symbolic link: "), "{shown}");
            }
        }
        assert!(target.is_file() || fs::read_dir(&target).unwrap().next().is_none());
    }
}

#[test]
fn a_damaged_input_is_remembered() {
    let fixture = Fixture::new(full_schema());
    let whole = crate::support::gzip(lines(0, 3_000).as_bytes());
    let path = fixture.directory.path().join("cut.gz");
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    fixture.ingest(&[&path]);
    assert_eq!(fixture.store().report().count(CleaningRule::DamagedFile), 1);
}

#[test]
fn a_column_that_segments_use_is_refused() {
    let schema = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"_line\"\n";
    let fixture = Fixture::new(EventSchema::from_toml(schema).unwrap());
    let error = EventStore::open_or_create(fixture.path(), &fixture.schema).unwrap_err();
    assert_eq!(
        problem(&error, ErrorKind::Mismatch),
        "column `_line` has a name that a store keeps for itself: rename it in the log"
    );
}

#[test]
fn a_store_is_made_only_where_nothing_else_is() {
    let fixture = Fixture::new(full_schema());
    fixture.file("mine", "text");
    let error = EventStore::open_or_create(fixture.directory.path(), &fixture.schema).unwrap_err();
    assert_eq!(
        problem(&error, ErrorKind::Io),
        "the directory holds other files: name an empty or a new one"
    );
    fixture.store();
    let error = EventStore::open_or_create(fixture.path(), &bare_schema()).unwrap_err();
    assert_eq!(
        problem(&error, ErrorKind::Mismatch),
        "it was made with another schema; leave the schema out to use the store's own, \
         or ingest into a new store"
    );
    let error = fixture
        .reader()
        .read(&[Input::Path(fixture.path()), Input::Path(fixture.directory.path().join("mine"))]);
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let advice = "` is a store: read it alone, or ingest the other inputs into it first";
    assert!(error.to_string().ends_with(advice), "{error}");
}

#[test]
fn a_log_goes_to_batches_and_back() {
    let fixture = Fixture::new(full_schema());
    let path = fixture.file("a", &lines(0, 300));
    let log = fixture.reader().read(&[Input::Path(path)]).unwrap().log;
    let batches = refrain_events::to_batches(&log, &fixture.schema).map(Ok::<_, Infallible>);
    let back = fixture.reader().read_batches("batches", batches).unwrap();
    assert_eq!(events(&log), events(&back.log));
    assert_eq!(back.report.rows_dropped(), 0);
}

#[test]
fn a_range_of_nothing_is_none() {
    let fixture = Fixture::new(full_schema());
    assert_eq!(fixture.store().range(), None::<TimeRange>);
    let error = fixture.store().read(&fixture.reader()).unwrap_err();
    let expected = "it holds no event yet: ingest a log into it";
    assert_eq!(problem(&error, ErrorKind::Data), expected);
}
