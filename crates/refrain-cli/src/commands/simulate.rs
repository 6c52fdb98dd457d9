//! `refrain simulate`.

use std::path::Path;

use refrain::sim::{Simulation, SimulationOptions};
use refrain::{Timings, simulate_to_file};

use crate::args::SimulateArgs;
use crate::failure::Failure;
use crate::output::STDOUT;
use crate::progress::spin;

pub(crate) fn simulate(args: &SimulateArgs, timings: &mut Timings) -> Result<(), Failure> {
    let options = SimulationOptions::new()
        .users(args.users)
        .days(args.days)
        .seed(args.seed)
        .start(args.start);
    let simulation = Simulation::new(options)?;
    if args.output == Path::new(STDOUT) {
        let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
        timings.stage("simulate", || simulation.write_json_lines(&mut stdout))?;
        return Ok(());
    }
    let write = || simulate_to_file(&simulation, &args.output);
    let n_rows = timings.stage("simulate", || spin("simulating", write))?;
    eprintln!("{n_rows} rows of {} users in {}", simulation.n_users(), args.output.display());
    Ok(())
}
