//! The program `refrain`: from a raw event log to a ranked list of customers at risk.

mod arguments;
mod commands;
mod failure;
mod input;
mod options;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;
use refrain::Timings;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(n_threads) = arguments.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(n_threads));
        pool.build_global().map_err(|error| Failure::usage(error.to_string()))?;
    }
    let mut timings = Timings::default();
    let mut code = ExitCode::SUCCESS;
    let result = match &arguments.command {
        Command::Simulate(args) => commands::simulate(args, &mut timings),
        Command::Inspect(args) => commands::inspect(args, &mut timings),
        Command::Ingest(args) => commands::ingest(args, &mut timings),
        Command::Compact(args) => commands::compact(args, &mut timings),
        Command::Features(args) => commands::features(args, &mut timings),
        Command::Labels(args) => commands::labels(args, &mut timings),
        Command::Dataset(args) => commands::dataset(args, &mut timings),
        Command::Train(args) => commands::train(args, &mut timings),
        Command::Evaluate(args) => commands::evaluate(args, &mut timings),
        Command::Score(args) => commands::score(args, &mut timings).map(|found| code = found),
        Command::Audit(args) => commands::audit(args, &mut timings).map(|found| code = found),
        Command::Replicate(args) => commands::replicate(args, &mut timings),
        Command::Contact(args) => commands::contact(args, &mut timings),
        Command::Experiment(args) => commands::experiment(args, &mut timings),
        Command::Completions(args) => commands::completions(args),
        Command::Man(args) => commands::man(args),
    };
    if arguments.timings {
        eprint!("{timings}");
    }
    result.map(|()| code)
}
