//! The list of what a store holds.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path};

use refrain_core::{Error, Time, TimeRange};
use serde::{Deserialize, Serialize};

use super::problem::StoreProblem;
use super::sync::sync_directory;
use crate::input::store_mark::{FORMAT, MANIFEST};
use crate::report::rule::{CleaningRule, Effect};
use crate::report::stray_clocks::DayRows;
use crate::unreadable::unreadable_path;

/// The version that this crate writes, and the greatest it reads.
const VERSION: u32 = 2;

/// Buckets that a store may have.
const MAX_BUCKETS: u32 = 4096;

/// Everything that was committed to a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    format: String,
    version: u32,
    /// The schema file.
    pub(super) schema: String,
    pub(super) n_buckets: u32,
    /// Number of the next commit; it names the segments of it.
    pub(super) next_commit: u64,
    /// The inputs, in the order in which they came.
    pub(super) inputs: Vec<InputEntry>,
    pub(super) segments: Vec<SegmentEntry>,
}

/// An input that was ingested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputEntry {
    /// Stands for it in segments.
    pub(super) id: String,
    /// Its name when it came.
    pub(super) name: String,
    /// XXH3-128 of its bytes, in hexadecimal digits.
    pub(super) hash: String,
    pub(super) n_bytes: u64,
    pub(super) rows_read: u64,
    pub(super) rows_kept: u64,
    pub(super) blank_lines: u64,
    /// Findings in it: names of rules and counts.
    pub(super) found: Vec<(String, u64)>,
    /// Its events by UTC day, in the order of time; since version 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) days: Vec<DayEntry>,
}

/// The events of an input on one day: how many, and the first and last instant in milliseconds
/// since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DayEntry(pub(super) u64, pub(super) i64, pub(super) i64);

impl DayEntry {
    pub(super) fn of(day: DayRows) -> DayEntry {
        DayEntry(day.n_rows, day.first.millis(), day.last.millis())
    }
}

/// A file of events of one bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SegmentEntry {
    /// Path below the store, with `/` between its parts.
    pub(super) path: String,
    pub(super) bucket: u32,
    pub(super) n_rows: u64,
    pub(super) n_bytes: u64,
    /// First and last instant, in milliseconds since 1970-01-01T00:00:00Z.
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Manifest {
    pub(super) fn new(schema: String, n_buckets: u32) -> Manifest {
        Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            schema,
            n_buckets,
            next_commit: 1,
            inputs: Vec::new(),
            segments: Vec::new(),
        }
    }

    /// Reads the manifest of a store.
    pub(super) fn load(store: &Path) -> Result<Manifest, Error> {
        let path = store.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => StoreProblem::NoManifest.of(store),
            _ => unreadable_path(&path, cause),
        })?;
        Manifest::parse(&text).map_err(|problem| problem.of(store))
    }

    /// Reads a manifest and checks that it can be one.
    pub(super) fn parse(text: &str) -> Result<Manifest, StoreProblem> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let malformed = |error: serde_json::Error| StoreProblem::Malformed {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        };
        // A newer version may have keys that this one does not know.
        let head: Head = serde_json::from_str(text).map_err(malformed)?;
        if head.format != FORMAT {
            return Err(StoreProblem::OtherFormat { found: head.format });
        }
        if head.version > VERSION {
            return Err(StoreProblem::NewerVersion { found: head.version, known: VERSION });
        }
        let mut manifest: Manifest = serde_json::from_str(text).map_err(malformed)?;
        manifest.check()?;
        // What is added to it is of this version.
        manifest.version = VERSION;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), StoreProblem> {
        let impossible = |what: String| Err(StoreProblem::Impossible { what });
        if !(1..=MAX_BUCKETS).contains(&self.n_buckets) {
            return impossible(format!("{} buckets", self.n_buckets));
        }
        for segment in &self.segments {
            let path = Path::new(&segment.path);
            let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            // A manifest that was tampered with must not lead out of the store.
            if !is_inside || path.as_os_str().is_empty() {
                return impossible(format!("the path `{}`", segment.path));
            }
            if segment.bucket >= self.n_buckets {
                return impossible(format!("bucket {} of {}", segment.bucket, self.n_buckets));
            }
            if segment.n_rows == 0 || segment.first > segment.last {
                return impossible(format!("the rows of `{}`", segment.path));
            }
        }
        // Checked before anything is added up: numbers of a damaged file may overflow.
        if !self.has_possible_sums() || self.next_commit == u64::MAX {
            return impossible("numbers larger than any log has".into());
        }
        // The sums were checked, so that this one cannot overflow.
        let kept: u64 = self.inputs.iter().map(|input| input.rows_kept).sum();
        if self.n_rows() != kept {
            return impossible("another number of rows in its segments than in its inputs".into());
        }
        let counts = self.inputs.iter().all(InputEntry::is_possible);
        if counts { Ok(()) } else { impossible("an input of more rows kept than read".into()) }
    }

    /// Tells whether what is added up anywhere can be.
    fn has_possible_sums(&self) -> bool {
        let adds_up = |mut numbers: Box<dyn Iterator<Item = u64> + '_>| {
            numbers.try_fold(0u64, u64::checked_add).is_some()
        };
        let (inputs, segments) = (|| self.inputs.iter(), || self.segments.iter());
        adds_up(Box::new(segments().map(|segment| segment.n_rows)))
            && adds_up(Box::new(segments().map(|segment| segment.n_bytes)))
            && adds_up(Box::new(inputs().map(|input| input.rows_read)))
            && adds_up(Box::new(inputs().map(|input| input.rows_kept)))
            && adds_up(Box::new(inputs().map(|input| input.blank_lines)))
            && adds_up(Box::new(inputs().flat_map(|input| &input.found).map(|(_, n)| *n)))
    }

    /// Commits the manifest: it is there whole or not at all.
    pub(super) fn commit(&self, store: &Path) -> Result<(), Error> {
        let path = store.join(MANIFEST);
        let draft = store.join(format!("{MANIFEST}.tmp"));
        let text = serde_json::to_string_pretty(self).expect("strings and numbers serialise");
        let write = || {
            // Made anew, so that nothing that lies there, such as a link, is followed.
            match fs::remove_file(&draft) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = File::create_new(&draft)?;
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            sync_directory(store)
        };
        write().map_err(|cause| StoreProblem::Write { cause }.of(store))
    }

    /// The number of rows, duplicates included.
    pub(super) fn n_rows(&self) -> u64 {
        self.segments.iter().map(|segment| segment.n_rows).sum()
    }

    /// Returns the range of time of the events, `None` of a store without an event.
    pub(super) fn range(&self) -> Option<TimeRange> {
        let first = self.segments.iter().map(|segment| segment.first).min()?;
        let last = self.segments.iter().map(|segment| segment.last).max()?;
        let (first, last) = (Time::from_millis(first), Time::from_millis(last));
        Some(TimeRange::new(first, last + refrain_core::Span::MILLISECOND))
    }

    /// The inputs in the order of their hashes, which is the same in whatever order they came.
    pub(super) fn ranked_inputs(&self) -> Vec<&InputEntry> {
        let mut inputs: Vec<_> = self.inputs.iter().collect();
        // By content and not by name: a renamed input orders events as before.
        inputs.sort_by(|left, right| left.hash.cmp(&right.hash));
        inputs
    }

    /// The place of each input, by its id, among the [ranked](Self::ranked_inputs).
    pub(super) fn input_ranks(&self) -> BTreeMap<&str, i64> {
        let ranked = self.ranked_inputs().into_iter().zip(0..);
        ranked.map(|(input, rank)| (input.id.as_str(), rank)).collect()
    }

    pub(super) fn knows(&self, hash: &str) -> bool {
        self.inputs.iter().any(|input| input.hash == hash)
    }
}

impl InputEntry {
    fn is_possible(&self) -> bool {
        let dropping = |name: &str| {
            name.parse::<CleaningRule>().is_ok_and(|rule| rule.effect() == Effect::Dropped)
        };
        let mut dropped = self.found.iter().filter(|(name, _)| dropping(name));
        let dropped = dropped.try_fold(self.rows_kept, |sum, (_, count)| sum.checked_add(*count));
        dropped == Some(self.rows_read) && self.has_possible_days()
    }

    fn has_possible_days(&self) -> bool {
        let n_rows = self.days.iter().try_fold(0u64, |sum, day| sum.checked_add(day.0));
        let is_range = |day: &DayEntry| day.1 <= day.2;
        self.days.is_empty() || (n_rows == Some(self.rows_kept) && self.days.iter().all(is_range))
    }
}
