//! `refrain inspect`.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use refrain::base::EventLog;
use refrain::events::{
    EventSchema, EventStore, Input, LogProfile, ReadLog, RowSample, SchemaProposal,
};
use refrain::models::{AnyModel, HeaderFigure, ModelSummary, SavedModel};
use refrain::table::{check_name, write_text};
use refrain::{LogFindings, Timings, effects, report};

use super::args::InspectArgs;
use crate::failure::Failure;
use crate::input::{inputs, read, read_dataset, schema, store_input};
use crate::output::{check_not_input, print};
use crate::progress::spin;

/// Rows looked at to tell whether the default schema fits.
const N_LOOKED_AT: usize = 100;

/// Features shown of what a model has learned.
const N_LEARNED: usize = 15;

/// Rows that a schema is proposed from.
const N_SAMPLED: usize = 20_000;

pub(crate) fn inspect(args: &InspectArgs, timings: &mut Timings) -> Result<(), Failure> {
    if let [input] = args.log.inputs.as_slice()
        && is_model(Path::new(input))
    {
        let saved = SavedModel::load(input)?;
        return match (&args.effects, &args.xgboost) {
            (Some(table), _) => show_effects(saved.model(), table, args, timings),
            (None, Some(path)) => export(&saved, path, args),
            (None, None) => print(&show_model(&saved)),
        };
    }
    if args.effects.is_some() {
        return Err(Failure::usage("--effects needs one model file to inspect"));
    }
    if args.xgboost.is_some() {
        return Err(Failure::usage("--xgboost exports a model file, and this is none"));
    }
    if let Some(path) = store_input(&args.log) {
        return print(&show_store(&EventStore::open(path)?));
    }
    if args.profile {
        return profile(args, timings);
    }
    if args.propose || is_unknown(args)? {
        return propose(args, timings);
    }
    if args.output.is_some() {
        return Err(Failure::usage("-o goes with --propose or --profile"));
    }
    let schema = schema(&args.log)?;
    let ReadLog { log, report, .. } = read(&args.log, &schema, timings)?;
    let findings = findings(args, &log, &schema, timings)?;
    print(&format!("{findings}\n{}\n{report}\n", show_log(&log)))
}

/// What stands out in all of a log that was read by the schema.
fn findings(
    args: &InspectArgs,
    log: &EventLog,
    schema: &EventSchema,
    timings: &mut Timings,
) -> Result<LogFindings, Failure> {
    let findings = timings.stage("findings", || LogFindings::new(log, schema));
    let inputs = inputs(&args.log)?;
    // Standard input can be read only once.
    if inputs.contains(&Input::Stdin) {
        return Ok(findings);
    }
    let profile = timings.stage("profile", || LogProfile::read(&inputs, Some(schema)))?;
    Ok(findings.with_profile(&profile, schema))
}

/// Shows every column of all rows, or writes the table of them.
fn profile(args: &InspectArgs, timings: &mut Timings) -> Result<(), Failure> {
    let given = args.log.schema.is_some().then(|| schema(&args.log)).transpose()?;
    let inputs = inputs(&args.log)?;
    if let Some(path) = args.output.as_deref() {
        check_name(path)?;
        check_not_input(path, &args.log, None)?;
    }
    let read = || spin("reading", || LogProfile::read(&inputs, given.as_ref()));
    let profile = timings.stage("profile", read)?;
    match args.output.as_deref() {
        Some(path) => Ok(report::profile_table(&profile).write(path)?),
        None => print(&report::show_profile(&profile)),
    }
}

/// Prints the model's own curves along features.
fn show_effects(
    model: &AnyModel,
    table: &Path,
    args: &InspectArgs,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let dataset = read_dataset(table, timings)?;
    let make = || effects(model, &dataset, &args.feature);
    print(&timings.stage("effects", || spin("predicting", make))?.show())
}

fn export(saved: &SavedModel, path: &Path, args: &InspectArgs) -> Result<(), Failure> {
    check_not_input(path, &args.log, None)?;
    let kind = saved.header().kind;
    let trees = saved.model().trees().ok_or_else(|| {
        Failure::usage(format!(
            "XGBoost loads trees: this is a {kind} model or one that is calibrated or resampled; \
             train --model tree, forest or boosting alone"
        ))
    })?;
    Ok(write_text(path, &trees.to_xgboost_json())?)
}

fn is_model(path: &Path) -> bool {
    const MAGIC: &[u8] = b"refrain-model ";
    let mut start = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MAGIC
}

/// Tells whether no schema is named and the log lacks columns of the default one.
fn is_unknown(args: &InspectArgs) -> Result<bool, Failure> {
    let inputs = inputs(&args.log)?;
    // Standard input can be read only once.
    if args.log.schema.is_some() || inputs.contains(&Input::Stdin) {
        return Ok(false);
    }
    let sample = RowSample::read(&inputs, N_LOOKED_AT)?;
    let columns: Vec<String> = sample.profiles().into_iter().map(|profile| profile.name).collect();
    let roles = EventSchema::sparkify();
    let has = |role: &str| columns.iter().any(|column| column == role);
    Ok(!roles.roles().iter().all(|(_, column)| has(column)))
}

/// Prints a schema for the log; unless nothing else was asked for, what stands out in all of it
/// follows on standard error.
fn propose(args: &InspectArgs, timings: &mut Timings) -> Result<(), Failure> {
    let inputs = inputs(&args.log)?;
    if let Some(path) = args.output.as_deref() {
        check_not_input(path, &args.log, None)?;
    }
    let sample = timings.stage("sample", || RowSample::read(&inputs, N_SAMPLED))?;
    let proposal = SchemaProposal::new(&sample)?;
    eprintln!(
        "no schema is given: this one is proposed from {} rows; save it, check it, and give it \
         with --schema",
        sample.n_rows(),
    );
    match args.output.as_deref() {
        Some(path) => write_text(path, &proposal.to_toml())?,
        None => print(&proposal.to_toml())?,
    }
    if args.propose {
        return Ok(());
    }
    let ReadLog { log, .. } = read(&args.log, proposal.schema(), timings)?;
    eprint!("{}", findings(args, &log, proposal.schema(), timings)?);
    Ok(())
}

fn show_store(store: &EventStore) -> String {
    let size = store.size();
    let mut text = format!(
        "event store: {} events in {} files of {} buckets, {:.1} MB ({:.1} bytes an event)\n",
        size.n_rows,
        size.n_segments,
        size.n_buckets,
        size.n_bytes as f64 / 1e6,
        size.n_bytes as f64 / size.n_rows.max(1) as f64,
    );
    if let Some(range) = store.range() {
        let _ = writeln!(text, "from {} to {}", range.start, range.end);
    }
    let inputs = if size.n_inputs == 1 { "input" } else { "inputs" };
    let _ = writeln!(text, "\n{} {inputs}, when ingested", size.n_inputs);
    text + &store.report().summary() + "\n"
}

fn show_model(saved: &SavedModel) -> String {
    let header = saved.header();
    let training = &header.training;
    let mut text = format!(
        "{} model, written by refrain-models {}\n\
         fitted on {} observations, {} of which churned, at cutoffs from {} to {}\n",
        header.kind,
        header.crate_version,
        training.n_rows,
        training.n_churned,
        training.first_cutoff,
        training.last_cutoff,
    );
    // The schema is a whole file; the rest is a word each.
    for (key, value) in header.context.iter().filter(|(_, value)| !value.contains('\n')) {
        let _ = writeln!(text, "{key}: {value}");
    }
    for (metric, figure) in &header.metrics {
        let HeaderFigure { value, low, high, .. } = figure;
        let _ = writeln!(text, "{metric}: {value:.3} [{low:.3}, {high:.3}]");
    }
    saved.model().summaries().iter().for_each(|summary| show_learned(summary, &mut text));
    let names: Vec<&str> = header.features.iter().map(|feature| feature.name.as_str()).collect();
    let (n_features, hash) = (names.len(), &header.schema_hash);
    let _ = writeln!(text, "\n{n_features} features (schema {hash}): {}", names.join(", "));
    text
}

/// The strongest of what a model has learned.
fn show_learned(summary: &ModelSummary, text: &mut String) {
    let _ = writeln!(text, "\n{}: {}", summary.model, summary.meaning);
    for learned in summary.learned.iter().take(N_LEARNED) {
        let error = learned.standard_error.map(|error| format!(" (standard error {error:.3})"));
        let (amount, name) = (learned.amount, &learned.name);
        let _ = writeln!(text, "{amount:>9.4}  {name}{}", error.unwrap_or_default());
    }
    let left_out = summary.learned.len().saturating_sub(N_LEARNED);
    if left_out > 0 {
        let _ = writeln!(text, "           and {left_out} that are weaker");
    }
}

fn show_log(log: &EventLog) -> String {
    let mut text = format!(
        "{} events of {} entities from {} to {}, {:.1} MB in memory ({:.1} bytes an event)\n\nkinds\n",
        log.n_events(),
        log.n_entities(),
        log.range().start,
        log.range().end,
        log.heap_bytes() as f64 / 1e6,
        log.heap_bytes() as f64 / log.n_events() as f64,
    );
    let counts = log.kind_counts();
    let mut kinds: Vec<(u64, &str)> = counts.into_iter().zip(log.kinds().iter()).collect();
    kinds.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
    for (count, kind) in kinds {
        let _ = writeln!(text, "{count:>12}  {kind}");
    }
    text.push_str("\nattributes\n");
    for (name, kind) in log.attributes() {
        let _ = writeln!(text, "  {name} ({})", kind.name());
    }
    text
}
