//! What somebody who meets a log for the first time should know of it.

mod activity;
mod kinds;

use std::fmt;

use refrain_core::{AttributeType, EventLog, Time};
use refrain_events::{EventSchema, LogProfile};

use activity::Activity;
use kinds::KindDays;

/// Share of values below which an attribute is said to be mostly missing.
const MOSTLY_MISSING: f64 = 0.05;

/// Findings about all of a log, each a sentence: kinds that begin or end inside of it, kinds that
/// differ in case, silences, sudden changes, durations below zero, words for nothing.
///
/// It displays as a list, with the number of findings first.
///
/// # Determinism
///
/// The same log and schema give the same sentences in the same order.
///
/// # Examples
///
/// ```
/// use refrain::LogFindings;
/// use refrain::base::{EventLogBuilder, EventRow, Span, Time};
/// use refrain::events::EventSchema;
///
/// let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
/// let mut builder = EventLogBuilder::new(&[])?;
/// for (at, kind) in [(1, "Play"), (2, "play"), (3, "Play"), (40, "Play")] {
///     builder.push(&EventRow::new("ada", day(at), kind))?;
/// }
/// let schema = EventSchema::from_toml("[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"k\"")?;
/// let findings = LogFindings::new(&builder.finish()?, &schema);
/// assert!(findings.iter().any(|finding| finding.contains("`play`")));
/// # Ok::<(), refrain::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogFindings {
    findings: Vec<String>,
}

impl LogFindings {
    /// Looks at all events of a log that was read by the schema.
    pub fn new(log: &EventLog, schema: &EventSchema) -> LogFindings {
        let mut findings = LogFindings::default();
        let kinds = KindDays::new(log);
        findings.findings.extend(kinds.variants());
        findings.findings.extend(kinds.within(log.range()));
        findings.findings.extend(Activity::new(log).findings());
        findings.look_at_attributes(log, schema);
        findings
    }

    /// Adds what only the rows show, before they are cleaned: words for nothing, and times without
    /// an offset.
    #[must_use]
    pub fn with_profile(mut self, profile: &LogProfile, schema: &EventSchema) -> LogFindings {
        for column in profile.columns() {
            for (word, n_rows) in &column.words_for_nothing {
                let name = &column.name;
                self.findings.push(format!(
                    "`{name}` is {word:?} in {n_rows} rows: if that stands for nothing, say \
                     nothing = [{word:?}] under [rows]"
                ));
            }
        }
        let time = schema.roles().time.as_str();
        let of_time = profile.columns().iter().find(|column| column.name == time);
        if let Some(column) = of_time.filter(|column| column.n_clock_texts > 0) {
            let without = column.n_clock_texts - column.n_offsets;
            let share = 100.0 * without as f64 / column.n_clock_texts as f64;
            if without > 0 && schema.time().zone.is_none() {
                self.findings.push(format!(
                    "{share:.1}% of the times state no offset and are read as UTC: if they are \
                     local, say zone under [time]"
                ));
            }
        }
        self
    }

    /// Iterates over the sentences, those on kinds first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.findings.iter().map(String::as_str)
    }

    fn look_at_attributes(&mut self, log: &EventLog, schema: &EventSchema) {
        let meaning = schema.meaning();
        for (name, kind) in log.attributes() {
            let (mut n_present, mut n_negative) = (0_u64, 0_u64);
            for entity in log.entities() {
                let events = log.history(entity, Time::MAX).events();
                match kind {
                    AttributeType::Number => {
                        let Some(values) = events.number(name) else { continue };
                        for number in (0..events.len()).filter_map(|idx| values.get(idx)) {
                            n_present += 1;
                            n_negative += u64::from(number < 0.0);
                        }
                    }
                    AttributeType::Text => {
                        let Some(values) = events.text(name) else { continue };
                        let present = (0..events.len()).filter(|idx| values.get(*idx).is_some());
                        n_present += present.count() as u64;
                    }
                }
            }
            if meaning.duration.as_deref() == Some(name) && n_negative > 0 {
                self.findings
                    .push(format!("`{name}` is a duration below zero in {n_negative} events"));
            }
            let share = n_present as f64 / log.n_events().max(1) as f64;
            if share < MOSTLY_MISSING {
                self.findings.push(format!(
                    "`{name}` is there in {n_present} of {} events only",
                    log.n_events()
                ));
            }
        }
    }
}

impl fmt::Display for LogFindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings.len() {
            0 => return writeln!(f, "nothing stands out"),
            1 => writeln!(f, "1 thing to look at")?,
            n => writeln!(f, "{n} things to look at")?,
        }
        self.findings.iter().try_for_each(|finding| write_wrapped(f, finding))
    }
}

/// Columns of a terminal.
const WIDTH: usize = 80;

/// Writes a sentence, broken between words so that no line is wider than a terminal.
fn write_wrapped(f: &mut fmt::Formatter<'_>, sentence: &str) -> fmt::Result {
    let mut line = String::from("  -");
    for word in sentence.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim().len() > 1 {
            writeln!(f, "{line}")?;
            line = String::from("   ");
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(f, "{line}")
}
