//! Simulates a music service and asks the simulator what no log tells: the true risk of everyone.

use refrain_core::Span;
use refrain_sim::{Error, Simulation, SimulationOptions, TruthOptions};

fn main() -> Result<(), Error> {
    let options = SimulationOptions::new().users(60).days(40).seed(7).start("2024-01-01".parse()?);
    let simulation = Simulation::new(options)?;

    let mut json = Vec::new();
    let n_rows = simulation.write_json_lines(&mut json)?;
    println!("{n_rows} rows, {} kB", json.len() / 1000);
    let log = simulation.event_log()?;
    println!("{} events of {} customers", log.n_events(), log.n_entities());

    let cutoff = simulation.range().start + Span::from_days(20);
    let mut risks = simulation.true_risks(&TruthOptions::new([cutoff], Span::from_days(10)))?;
    risks.sort_by(|a, b| b.risk.risk.total_cmp(&a.risk.risk));
    println!("most likely to leave in the 10 days after {cutoff}:");
    for user in risks.iter().take(3) {
        let (truth, seen) = (user.risk, user.risk_from_log);
        println!(
            "  {:>3} ({:10}) {:.3} ± {:.3}, by the log alone {:.3}",
            user.user_id, user.persona, truth.risk, truth.error, seen.risk
        );
    }
    Ok(())
}
