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

/// Columns inside of objects, a kind for rows without one, a duration.
const NESTED: &str = r#"
[roles]
entity = "actor.id"
time = "at"
kind = { column = "what", otherwise = "view" }

[[attributes]]
name = "tag"
type = "text"

[[attributes]]
name = "n"
column = "props.n"
type = "number"

[meaning]
duration = "n"
"#;

/// What only the long way of cleaning does: cases, products, keys, folded ids, words for nothing.
const DERIVED: &str = r#"
[roles]
entity = "user"
time = "at"
session = "visit"
kind = { otherwise = "view", cases = [
  { column = "what", begins = "v", kind = "visit" },
  { column = "n", above = 1, below = 7, kind = "some" },
  { column = "tag", is = ["x", "7"], kind = "tagged" },
] }

[rows]
deduplicate_by = ["step", "other"]
nothing = ["-"]

[ids]
ignore = ["case", "zeros", "blanks"]

[[attributes]]
name = "product"
type = "number"
product = ["n", "step"]
"#;

/// What the bits of one byte choose. In the byte `@` all but the last are 0.
pub struct Way {
    is_sparkify: bool,
    is_plain: bool,
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
            is_plain: bit(6),
        }
    }

    pub fn schema(&self) -> EventSchema {
        let text = match (self.is_sparkify, self.is_plain) {
            (true, true) => return EventSchema::sparkify(),
            (true, false) => NESTED,
            (false, true) => FULL,
            (false, false) => DERIVED,
        };
        EventSchema::from_toml(text).expect("a sound schema")
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
