//! How the bytes of a case are read.

use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use refrain_events::{EventSchema, LogReader};

/// Every role, both types of attributes, every sign of a guest.
const FULL: &str = r#"
[roles]
entity = "user"
time = "at"
kind = "what"
session = "visit"
sequence = "step"
registration = "joined"

[time]
unit = "s"

[guests]
missing = ["plan"]
values = { auth = ["Guest", "7", "true"] }

[text]
repair = true

[[attributes]]
name = "tag"
type = "text"

[[attributes]]
name = "n"
type = "number"
"#;

/// What the bits of one byte choose. All of them are 0 in the byte `@`.
pub struct Way {
    is_sparkify: bool,
    is_strict: bool,
    keeps_duplicates: bool,
    max_line_bytes: usize,
    #[allow(dead_code, reason = "tables are read on one, two and three threads whatever it says")]
    pub n_threads: usize,
    pub has_lessons: bool,
}

impl Way {
    pub fn new(choice: u8) -> Way {
        let bit = |index: u8| choice >> index & 1 == 1;
        Way {
            is_sparkify: !bit(0),
            has_lessons: !bit(1),
            keeps_duplicates: bit(2),
            is_strict: bit(3),
            max_line_bytes: if bit(4) { 120 } else { 1 << 20 },
            n_threads: if bit(5) { 2 } else { 1 },
        }
    }

    pub fn schema(&self) -> EventSchema {
        match self.is_sparkify {
            true => EventSchema::sparkify(),
            false => EventSchema::from_toml(FULL).expect("a sound schema"),
        }
    }

    pub fn reader(&self, schema: EventSchema) -> LogReader {
        let mut reader = LogReader::new(schema).max_line_bytes(self.max_line_bytes);
        if self.is_strict {
            reader = reader.strict();
        }
        if self.keeps_duplicates {
            reader = reader.keep_duplicates();
        }
        reader
    }
}

static POOLS: LazyLock<[ThreadPool; 3]> = LazyLock::new(|| {
    [1, 2, 3].map(|n_threads| {
        ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads for a pool")
    })
});

/// Does something on one, two or three threads.
pub fn on_threads<T: Send>(n_threads: usize, task: impl FnOnce() -> T + Send) -> T {
    POOLS[n_threads - 1].install(task)
}
