use std::collections::BTreeMap;

use refrain_core::{Span, Time};
use refrain_sim::{Simulation, SimulationOptions, TrueRisk, TruthOptions};

fn churned_at(simulation: &Simulation) -> BTreeMap<u64, Time> {
    let last = simulation.events().filter(|event| event.auth == "Cancelled");
    last.map(|event| (event.customer.unwrap().user_id, event.time)).collect()
}

fn cutoffs(simulation: &Simulation, days: impl Iterator<Item = u32>) -> Vec<Time> {
    days.map(|day| simulation.range().start + Span::from_days(day)).collect()
}

fn auc(scores: &[(f64, bool)]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut rank_sum, mut n_true) = (0.0, 0.0);
    for (rank, (_, churned)) in sorted.iter().enumerate() {
        if *churned {
            rank_sum += rank as f64 + 1.0;
            n_true += 1.0;
        }
    }
    (rank_sum - n_true * (n_true + 1.0) / 2.0) / (n_true * (sorted.len() as f64 - n_true))
}

#[test]
fn show() {
    let users = std::env::var("U").map_or(300, |u| u.parse().unwrap());
    let days = std::env::var("D").map_or(61, |u| u.parse().unwrap());
    let n_paths = std::env::var("P").map_or(64, |u| u.parse().unwrap());
    let simulation =
        Simulation::new(SimulationOptions::new().users(users).days(days).seed(11)).unwrap();
    let horizon = Span::from_days(10);
    let churned = churned_at(&simulation);
    let options = TruthOptions {
        n_paths,
        ..TruthOptions::new(cutoffs(&simulation, (14..days - 10).step_by(7)), horizon)
    };
    let now = std::time::Instant::now();
    let risks = simulation.true_risks(&options).unwrap();
    println!("{} risks in {:?}", risks.len(), now.elapsed());
    let label = |risk: &TrueRisk<'_>| {
        churned
            .get(&risk.user_id)
            .is_some_and(|at| risk.cutoff <= *at && *at < risk.cutoff + horizon)
    };
    for (name, of) in
        [("known", (|r| r.risk) as fn(&TrueRisk<'_>) -> _), ("log", |r| r.risk_from_log)]
    {
        let mut scored: Vec<(f64, f64, bool)> =
            risks.iter().map(|r| (of(r).risk, of(r).error, label(r))).collect();
        scored.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n = scored.len();
        for decile in 0..10 {
            let part = &scored[decile * n / 10..(decile + 1) * n / 10];
            let m = part.len() as f64;
            let p = part.iter().map(|s| s.0).sum::<f64>() / m;
            let y = part.iter().filter(|s| s.2).count() as f64 / m;
            let e = part.iter().map(|s| s.1).sum::<f64>() / m;
            let z = (y - p) / (p * (1.0 - p) / m).sqrt();
            println!("{name} {decile} risk {p:.4} observed {y:.4} z {z:+.2} error {e:.4}");
        }
        let p = scored.iter().map(|s| s.0).sum::<f64>() / n as f64;
        let y = scored.iter().filter(|s| s.2).count() as f64 / n as f64;
        let ll = scored
            .iter()
            .map(|s| {
                let p = s.0.clamp(1e-6, 1.0 - 1e-6);
                if s.2 { -p.ln() } else { -(1.0 - p).ln() }
            })
            .sum::<f64>()
            / n as f64;
        let pairs: Vec<(f64, bool)> = scored.iter().map(|s| (s.0, s.2)).collect();
        println!("{name}: mean {p:.4} observed {y:.4} auc {:.4} log loss {ll:.4}", auc(&pairs));
    }
}
