//! Reading the log that a command is given.

use std::path::Path;
use std::sync::Arc;

use refrain::Timings;
use refrain::events::{EventSchema, Input, LogReader, ReadLog, Rule};

use crate::args::LogArgs;
use crate::failure::Failure;
use crate::progress::ReadProgress;

/// The schema that the command line names: a preset, a file, or Sparkify's.
pub(super) fn schema(args: &LogArgs) -> Result<EventSchema, Failure> {
    match args.schema.as_deref() {
        None => Ok(EventSchema::sparkify()),
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

/// Reads the log and says on standard error what was dropped.
pub(super) fn read(
    args: &LogArgs,
    schema: &EventSchema,
    timings: &mut Timings,
) -> Result<ReadLog, Failure> {
    let read = timings.stage("read", || read_quietly(args, schema))?;
    let report = &read.report;
    eprintln!(
        "read {} rows, kept {}; {} entities from {} to {}",
        report.rows_read,
        report.rows_kept,
        read.log.n_entities(),
        read.log.range().start,
        read.log.range().end,
    );
    for finding in &report.findings {
        let (rule, count) = (finding.rule, finding.count);
        eprintln!("  {rule}: {count} {}", rule.unit(count));
        // These change what the figures mean, so they are said in full.
        if matches!(rule, Rule::AfterTheEnd | Rule::AbsentColumn | Rule::DamagedFile) {
            finding.samples.iter().for_each(|sample| eprintln!("    {}", sample.detail));
        }
    }
    Ok(read)
}

fn read_quietly(args: &LogArgs, schema: &EventSchema) -> Result<ReadLog, Failure> {
    if let (Some(from), Some(until)) = (args.from, args.until)
        && until <= from
    {
        return Err(Failure::usage(format!(
            "nothing lies between --from {from} and --until {until}"
        )));
    }
    let inputs: Vec<Input> = args.inputs.iter().map(|input| Input::parse(input)).collect();
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err(Failure::usage("standard input can be read once, and - is given twice"));
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
    if let Some(start) = args.from {
        reader = reader.from(start);
    }
    if let Some(end) = args.until {
        reader = reader.until(end);
    }
    let read = reader.read(&inputs);
    progress.finish();
    Ok(read?)
}
