//! `refrain simulate`.

use std::fs;
use std::path::Path;

use refrain::sim::{self, EventsimConfig, Persona, Simulation, SimulationOptions};
use refrain::{Error, Timings, simulate_to_file};

use crate::args::SimulateArgs;
use crate::failure::Failure;
use crate::output::STDOUT;
use crate::progress::spin;

pub(crate) fn simulate(args: &SimulateArgs, timings: &mut Timings) -> Result<(), Failure> {
    let simulation = Simulation::new(options(args)?)?;
    if args.output == Path::new(STDOUT) {
        let mut stdout = std::io::BufWriter::new(std::io::stdout());
        timings.stage("simulate", || simulation.write_json_lines(&mut stdout))?;
        return Ok(());
    }
    let write = || simulate_to_file(&simulation, &args.output);
    let n_rows = timings.stage("simulate", || spin("simulating", write))?;
    eprintln!("{n_rows} rows of {} users in {}", simulation.n_users(), args.output.display());
    Ok(())
}

/// Users and seed of a simulation of which nothing is said.
const N_USERS: u32 = 225;
const SEED: u64 = 3;

/// A configuration with its persona.
struct Configured {
    config: EventsimConfig,
    persona: Persona,
}

fn options(args: &SimulateArgs) -> Result<SimulationOptions, Failure> {
    let read = args.config.iter().map(|path| read(path)).collect::<Result<Vec<_>, Failure>>()?;
    let mut options = SimulationOptions::new().days(args.days).start(args.start);
    if !read.is_empty() {
        options = options.mix(mix(&read));
    }
    let n_users = read.iter().map(|configured| configured.config.n_users).sum::<Option<u32>>();
    let n_users = n_users.filter(|n_users| *n_users > 0).unwrap_or(N_USERS);
    let seed = match read.as_slice() {
        [configured] => configured.config.seed.unwrap_or(SEED),
        _ => SEED,
    };
    options = options.users(args.users.unwrap_or(n_users)).seed(args.seed.unwrap_or(seed));
    let growth = match args.growth {
        Some(growth) => Some(growth),
        None => growth(&read)?,
    };
    Ok(match growth {
        Some(growth) => options.growth_per_year(growth),
        None => options,
    })
}

/// Reads a configuration; the persona has the name of the file, as `Banjo` of `Banjo-config.json`.
fn read(path: &Path) -> Result<Configured, Failure> {
    let unreadable = |cause| format!("--config {} cannot be read: {cause}", path.display());
    let text = fs::read_to_string(path).map_err(|cause| Failure::usage(unreadable(cause)))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.strip_suffix("-config").unwrap_or(&stem);
    let in_file =
        |error: sim::Error| Error::InFile { path: path.to_owned(), source: Box::new(error.into()) };
    let config = EventsimConfig::from_json(name, &text).map_err(in_file)?;
    let persona = Persona::new(config.definition.clone()).map_err(in_file)?;
    Ok(Configured { config, persona })
}

/// The personas, by their numbers of users where all say one.
fn mix(read: &[Configured]) -> Vec<(u32, Persona)> {
    let are_counted = read.iter().all(|configured| configured.config.n_users.is_some());
    let weight = |config: &EventsimConfig| config.n_users.filter(|_| are_counted).unwrap_or(1);
    read.iter().map(|Configured { config, persona }| (weight(config), persona.clone())).collect()
}

/// The growth that all configurations agree on, if any says one.
fn growth(read: &[Configured]) -> Result<Option<f64>, Failure> {
    let mut stated = read.iter().filter_map(|configured| configured.config.growth_per_year);
    let Some(first) = stated.next() else { return Ok(None) };
    match stated.all(|growth| growth == first) {
        true => Ok(Some(first)),
        false => Err(Failure::usage("the configurations grow at different rates: give --growth")),
    }
}
