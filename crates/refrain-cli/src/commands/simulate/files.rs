//! Simulations as files and the command line describe them.

use std::fs;
use std::path::Path;

use refrain::sim::{self, EventsimConfig, Persona, Scenario, SimulationFile, SimulationOptions};
use refrain::table::{in_file, write_text};

use super::args::SimulateArgs;
use crate::failure::Failure;

/// Users and seed of a simulation of which nothing is said.
const N_USERS: u32 = 225;
const SEED: u64 = 3;

/// The options of the files, where the command line does not say otherwise.
pub(super) fn options(args: &SimulateArgs) -> Result<SimulationOptions, Failure> {
    let file = match args.config.as_slice() {
        [path] if path.extension().is_some_and(|extension| extension == "toml") => {
            read(path, SimulationFile::from_toml)?
        }
        paths => configurations(paths, args.growth)?,
    };
    let mut options = file.options();
    options = options.users(args.users.or(file.users).unwrap_or(N_USERS));
    options = options.seed(args.seed.or(file.seed).unwrap_or(SEED));
    if let Some(days) = args.days {
        options = options.days(days);
    }
    if let Some(start) = args.start {
        options = options.start(start);
    }
    if let Some(attrition) = args.attrition {
        options = options.attrition_per_year(attrition);
    }
    if let Some(growth) = args.growth {
        options = options.growth_per_year(growth);
    }
    if let Some(path) = &args.scenario {
        let scenarios = read(path, Scenario::all_from_toml)?;
        options = scenarios.into_iter().fold(options, SimulationOptions::scenario);
    }
    Ok(options)
}

/// Reads a file; a fault in it is told with its name.
fn read<T>(path: &Path, parse: impl FnOnce(&str) -> Result<T, sim::Error>) -> Result<T, Failure> {
    let text = fs::read_to_string(path).map_err(|cause| Failure::unreadable(path, cause))?;
    Ok(parse(&text).map_err(|error| in_file(path, error))?)
}

/// Writes what is simulated as a simulation file.
pub(super) fn write_config(options: &SimulationOptions, path: &Path) -> Result<(), Failure> {
    let text = SimulationFile::from(options).to_toml()?;
    Ok(write_text(path, &text)?)
}

/// Mixes configurations of eventsim.
fn configurations(
    paths: &[impl AsRef<Path>],
    growth: Option<f64>,
) -> Result<SimulationFile, Failure> {
    let configs: Vec<EventsimConfig> =
        paths.iter().map(|path| configuration(path.as_ref())).collect::<Result<_, _>>()?;
    let mut file = SimulationFile::default();
    file.personas = mix(&configs);
    file.users =
        configs.iter().map(|config| config.n_users).sum::<Option<u32>>().filter(|n| *n > 0);
    if let [config] = configs.as_slice() {
        file.seed = config.seed;
    }
    if growth.is_none() {
        file.growth_per_year = common_growth(&configs)?;
    }
    Ok(file)
}

/// Reads a configuration; the persona has the name of the file, as `Banjo` of `Banjo-config.json`.
fn configuration(path: &Path) -> Result<EventsimConfig, Failure> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.strip_suffix("-config").unwrap_or(&stem);
    read(path, |text| EventsimConfig::from_json(name, text))
}

/// The personas, by their numbers of users where all say one.
fn mix(configs: &[EventsimConfig]) -> Vec<(u32, Persona)> {
    let are_counted = configs.iter().all(|config| config.n_users.is_some());
    let weight = |config: &EventsimConfig| config.n_users.filter(|_| are_counted).unwrap_or(1);
    configs.iter().map(|config| (weight(config), config.persona.clone())).collect()
}

/// The growth that all configurations agree on, if any says one.
fn common_growth(configs: &[EventsimConfig]) -> Result<Option<f64>, Failure> {
    let mut stated = configs.iter().filter_map(|config| config.growth_per_year);
    let Some(first) = stated.next() else { return Ok(None) };
    match stated.all(|growth| growth == first) {
        true => Ok(Some(first)),
        false => Err(Failure::usage("the configurations grow at different rates: give --growth")),
    }
}
