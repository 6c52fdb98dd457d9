//! `refrain replicate`.

use std::path::Path;

use refrain::Timings;
use refrain::base::EventLog;
use refrain::eval::Interval;
use refrain_replicate::{Replication, Replicator, replication_table, show_together};

use super::args::ReplicateArgs;
use crate::failure::Failure;
use crate::input::{read, schema};
use crate::output::{STDOUT, check, print, write};
use crate::progress::spin;

pub(crate) fn replicate(args: &ReplicateArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let protocols = args.protocols()?;
    let options = args.options();
    let schema = schema(&args.log)?;
    let log = read(&args.log, &schema, timings)?.log;
    let control = || Replicator::new(&log, &schema, options);
    let replicator = timings.stage("control", || spin("clocks alone", control))?;
    say_sample(&replicator, &log);
    say_control(&replicator);
    let is_shown = args.output.output.as_deref() != Some(Path::new(STDOUT));
    let mut replications: Vec<Replication> = Vec::new();
    for protocol in protocols {
        let run = || spin(protocol.name(), || replicator.run(protocol));
        let replication = timings.stage(protocol.name(), run)?;
        // One at a time, since each may take minutes.
        if is_shown {
            print(&format!("{}\n", replication.show(&options)))?;
        }
        replications.push(replication);
    }
    if is_shown && replications.len() > 1 {
        print(&show_together(&replications))?;
    }
    match args.output.output {
        Some(_) => write(&replication_table(&replications)?, &args.output),
        None => Ok(()),
    }
}

/// Says if protocols are not run on everybody.
fn say_sample(replicator: &Replicator<'_>, log: &EventLog) {
    let (n_kept, n_entities) = (replicator.n_entities(), log.n_entities());
    if n_kept < n_entities {
        eprintln!("run on {n_kept} of {n_entities} customers, drawn by a hash of their ids");
    }
}

/// Says early what needs no model of behaviour.
fn say_control(replicator: &Replicator<'_>) {
    let Interval { estimate, low, high, .. } = replicator.clocks_alone();
    eprintln!(
        "clocks alone, without any behaviour: ROC AUC {estimate:.3} [{low:.3}, {high:.3}] for \
         \"ever left\""
    );
}
