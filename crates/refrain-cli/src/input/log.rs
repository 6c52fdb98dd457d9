//! Reading the log that a command is given.

use std::path::Path;
use std::sync::Arc;

use refrain::Timings;
use refrain::base::When;
use refrain::events::{
    CleaningReport, CleaningRule, EventSchema, EventStore, Input, LogReader, ReadLog,
};

use crate::failure::Failure;
use crate::options::LogArgs;
use crate::progress::ReadProgress;

/// The schema that the command line names: a preset, a file, or else the store's or Sparkify's.
pub(crate) fn schema(args: &LogArgs) -> Result<EventSchema, Failure> {
    match args.schema.as_deref() {
        None => match store_input(args) {
            Some(path) => Ok(EventStore::open(path)?.schema().clone()),
            None => Ok(EventSchema::sparkify()),
        },
        Some(name) if EventSchema::preset_names().any(|preset| preset == name) => {
            Ok(EventSchema::preset(name)?)
        }
        // A bare word is a preset misspelt, unless there is such a file.
        Some(name) if !name.contains(['.', '/']) && !Path::new(name).exists() => {
            let unknown = EventSchema::preset(name).map(|_| ()).err();
            Err(Failure::usage(unknown.map(|error| error.to_string()).unwrap_or_default()))
        }
        Some(file) => Ok(EventSchema::load(file)?),
    }
}

/// The one input, if it is a store.
pub(crate) fn store_input(args: &LogArgs) -> Option<&Path> {
    match args.inputs.as_slice() {
        [input] if EventStore::is_store(input) => Some(Path::new(input)),
        _ => None,
    }
}

/// Reads the log and says on standard error what was dropped.
pub(crate) fn read(
    args: &LogArgs,
    schema: &EventSchema,
    timings: &mut Timings,
) -> Result<ReadLog, Failure> {
    let read = timings.stage("read", || read_quietly(args, schema))?;
    let (n_entities, range) = (read.log.n_entities(), read.log.range());
    let covers = format!("; {n_entities} entities from {} to {}", range.start, range.end);
    say_read(&read.report, &covers);
    Ok(read)
}

/// Says on standard error what was read and dropped, and what the rows cover.
pub(crate) fn say_read(report: &CleaningReport, covers: &str) {
    eprintln!("read {} rows, kept {}{covers}", report.rows_read, report.rows_kept);
    for finding in &report.findings {
        let (rule, count) = (finding.rule, finding.count);
        eprintln!("  {rule}: {count} {}", rule.unit(count));
        // These change what the figures mean, so they are said in full.
        if matches!(
            rule,
            CleaningRule::StrayClock
                | CleaningRule::SimilarIds
                | CleaningRule::AfterTheEnd
                | CleaningRule::AbsentColumn
                | CleaningRule::DamagedFile
        ) {
            finding.samples.iter().for_each(|sample| eprintln!("    {}", sample.detail));
        }
    }
}

fn read_quietly(args: &LogArgs, schema: &EventSchema) -> Result<ReadLog, Failure> {
    let inputs = inputs(args)?;
    let (reader, progress) = reader(args, schema)?;
    let read = reader.read(&inputs);
    progress.finish();
    Ok(read?)
}

/// The inputs that the command line names.
pub(crate) fn inputs(args: &LogArgs) -> Result<Vec<Input>, Failure> {
    let inputs: Vec<Input> = args.inputs.iter().map(|input| Input::parse(input)).collect();
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err(Failure::usage("standard input can be read once, and - is given twice"));
    }
    Ok(inputs)
}

/// A reader by the options of the command line, and the progress that it shows.
pub(crate) fn reader(
    args: &LogArgs,
    schema: &EventSchema,
) -> Result<(LogReader, Arc<ReadProgress>), Failure> {
    let placed = |when: Option<When>| when.map(|when| when.in_calendar(schema.calendar()));
    let (from, until) = (placed(args.from), placed(args.until));
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        return Err(Failure::usage(format!(
            "nothing lies between --from {from} and --until {until}"
        )));
    }
    let progress = Arc::new(ReadProgress::new());
    let shown = Arc::clone(&progress);
    let mut reader = LogReader::new(schema.clone())
        .on_progress(move |n_bytes, total| shown.update(n_bytes, total));
    if args.strict {
        reader = reader.strict();
    }
    if args.keep_duplicates {
        reader = reader.keep_duplicates();
    }
    for rule in &args.without {
        reader = reader.without(*rule).map_err(|error| Failure::usage(error.to_string()))?;
    }
    if let Some(start) = from {
        reader = reader.from(start);
    }
    if let Some(end) = until {
        reader = reader.until(end);
    }
    if let Some(observed) = args.observed {
        reader = reader.observed(observed.in_calendar(schema.calendar())?);
    }
    Ok((reader, progress))
}
