//! `refrain simulate`.

use std::io::{BufWriter, Stdout, sink};
use std::path::{Path, PathBuf};

use refrain::base::Calendar;
use refrain::sim::{
    self, Corruption, CorruptionOptions, CorruptionReport, Simulation, TruthOptions,
};
use refrain::table::check_name;
use refrain::{Timings, assignment_to_file, damaged_to_file, simulate_to_file, truth_table};

use super::args::{SimulateArgs, TruthArgs};
use super::files;
use crate::failure::Failure;
use crate::output::STDOUT;
use crate::progress::spin;

/// Name of the first column of the truth, as in the log.
const ENTITY: &str = "userId";

pub(crate) fn simulate(args: &SimulateArgs, timings: &mut Timings) -> Result<(), Failure> {
    check_files(args)?;
    let corruption = args.corrupt.as_deref().map(corruption).transpose()?;
    let options = files::options(args)?;
    let simulation = Simulation::new(options.clone())?;
    let risks = truth_options(&args.truth, &simulation)?;
    if let Some(path) = &args.write_config {
        files::write_config(&options, path)?;
    }
    match &corruption {
        Some(corruption) => damaged(corruption, &simulation, args, timings)?,
        None => clean(&simulation, &args.output, timings)?,
    }
    if let Some(path) = &args.assignment {
        assignment_to_file(&simulation, path)?;
    }
    match risks {
        Some((path, options)) => tell_truth(path, &simulation, &options, timings),
        None => Ok(()),
    }
}

/// Checks, before any work is done, that every file can be what it is to be, and that none is written
/// over another.
fn check_files(args: &SimulateArgs) -> Result<(), Failure> {
    let TruthArgs { truth, cutoffs, .. } = &args.truth;
    truth.as_deref().map(check_name).transpose()?;
    let SimulateArgs { output, assignment, manifest, write_config, .. } = args;
    let optional = [truth, assignment, manifest, write_config];
    let files: Vec<&PathBuf> = [output].into_iter().chain(optional.into_iter().flatten()).collect();
    let twice = files.iter().enumerate().find(|(idx, path)| files[..*idx].contains(path));
    if let Some((_, path)) = twice {
        return Err(Failure::usage(format!("{} is named for two things", path.display())));
    }
    if truth.is_none() && cutoffs.are_given() {
        return Err(Failure::usage("--cutoff and --every are of the truth: give --truth FILE too"));
    }
    Ok(())
}

fn corruption(text: &str) -> Result<Corruption, Failure> {
    let wrong = |error: sim::Error| Failure::usage(format!("--corrupt: {error}"));
    Corruption::new(CorruptionOptions::parse(text).map_err(wrong)?).map_err(wrong)
}

fn clean(simulation: &Simulation, output: &Path, timings: &mut Timings) -> Result<(), Failure> {
    if output == Path::new(STDOUT) {
        let mut stdout = stdout();
        let write = || simulation.write_json_lines(&mut stdout);
        timings.stage("simulate", write).map_err(Failure::stdout)?;
        return Ok(());
    }
    let write = || simulate_to_file(simulation, output);
    let n_rows = timings.stage("simulate", || spin("simulating", write))?;
    eprintln!("{n_rows} rows of {} users in {}", simulation.n_users(), output.display());
    Ok(())
}

/// Writes a damaged log, and the manifest where it is wanted.
fn damaged(
    corruption: &Corruption,
    simulation: &Simulation,
    args: &SimulateArgs,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let manifest = args.manifest.as_deref();
    if args.output == Path::new(STDOUT) {
        if manifest.is_some() {
            return Err(Failure::usage("--manifest needs a log in a file: name one with -o"));
        }
        let mut stdout = stdout();
        let write = || corruption.write(simulation, &mut stdout, &mut sink());
        timings.stage("simulate", write).map_err(Failure::stdout)?;
        return Ok(());
    }
    let write = || damaged_to_file(simulation, corruption, &args.output, manifest);
    let report = timings.stage("simulate", || spin("simulating", write))?;
    let CorruptionReport { n_rows, n_lines, .. } = report;
    let (users, log) = (simulation.n_users(), args.output.display());
    eprintln!("{n_lines} lines for {n_rows} rows of {users} users in {log}");
    say_damage(&report);
    Ok(())
}

/// Says on standard error how many rows were damaged in which way.
fn say_damage(report: &CorruptionReport) {
    let damages = [
        (report.n_missing, "rows missing from gaps"),
        (report.n_numeric_ids, "ids written as numbers"),
        (report.n_guest_ids, "guests with an id"),
        (report.n_double_encoded, "rows of double-encoded text"),
        (report.n_rounded, "rounded times"),
        (report.n_truncated, "lines cut short"),
        (report.n_corrupt, "corrupt lines"),
        (report.n_duplicates, "lines written twice"),
        (report.n_late, "late rows"),
        (report.n_shuffled, "lines out of place"),
    ];
    for (number, what) in damages.iter().filter(|(number, _)| *number > 0) {
        eprintln!("  {number} {what}");
    }
}

fn stdout() -> BufWriter<Stdout> {
    BufWriter::new(std::io::stdout())
}

/// Returns the file of the true risks and their options, if they are wanted.
fn truth_options<'a>(
    args: &'a TruthArgs,
    simulation: &Simulation,
) -> Result<Option<(&'a Path, TruthOptions)>, Failure> {
    let Some(path) = &args.truth else { return Ok(None) };
    let cutoffs = {
        let utc = Calendar::utc();
        args.cutoffs.schedule_or_weekly(&utc).cutoffs(simulation.range(), &utc)?
    };
    let mut options = TruthOptions::new(cutoffs, args.horizon);
    (options.lead, options.n_paths) = (args.lead, args.paths);
    Ok(Some((path, options)))
}

fn tell_truth(
    path: &Path,
    simulation: &Simulation,
    options: &TruthOptions,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let compute = || simulation.true_risks(options);
    let risks = timings.stage("truth", || spin("computing true risks", compute))?;
    truth_table(ENTITY, &risks, options, simulation.scenarios())?.write(path)?;
    eprintln!("{} true risks in {}", risks.len(), path.display());
    Ok(())
}
