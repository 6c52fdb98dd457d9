use std::collections::BTreeMap;

use refrain_core::{Span, Time};
use refrain_sim::{
    Error, ErrorKind, PageState, Persona, PersonaDefinition, Rate, Scenario, SessionStart,
    Simulation, SimulationOptions, Transition, Treated, TrueRisk, TruthOptions,
};

const HORIZON: Span = Span::from_days(10);

fn day(simulation: &Simulation, n: u32) -> Time {
    simulation.range().start + Span::from_days(n)
}

fn churned_at(simulation: &Simulation) -> BTreeMap<u64, Time> {
    let last = simulation.events().filter(|event| event.auth == "Cancelled");
    last.map(|event| (event.customer.unwrap().user_id, event.time)).collect()
}

fn truth(days: &[u32], n_paths: u32, simulation: &Simulation) -> TruthOptions {
    let cutoffs = days.iter().map(|n| day(simulation, *n));
    TruthOptions::new(cutoffs, HORIZON).n_paths(n_paths)
}

/// Risks with what came of them.
fn told(simulation: &Simulation, options: &TruthOptions) -> Vec<(f64, f64, bool)> {
    let churned = churned_at(simulation);
    let left = |risk: &TrueRisk<'_>| {
        let opens = risk.cutoff + options.lead;
        let at = churned.get(&risk.user_id);
        at.is_some_and(|at| opens <= *at && *at < opens + options.horizon)
    };
    let risks = simulation.true_risks(options).unwrap();
    risks.iter().map(|risk| (risk.risk.risk, risk.risk_from_log.risk, left(risk))).collect()
}

/// By how many standard deviations more left than the risks say.
fn deviations(risks: &[f64], left: usize) -> f64 {
    let expected: f64 = risks.iter().sum();
    let variance: f64 = risks.iter().map(|risk| risk * (1.0 - risk)).sum();
    (left as f64 - expected) / variance.sqrt()
}

/// Risks are of customers who are independent at one cutoff: of the least and the most endangered as
/// many leave as the risks say.
#[test]
fn as_many_leave_as_the_risks_say() {
    let simulation = Simulation::new(SimulationOptions::new().users(1_500).days(45)).unwrap();
    let told = told(&simulation, &truth(&[30], 24, &simulation));
    assert!(told.len() > 800, "{}", told.len());
    for (name, risk) in
        [("known", (|row| row.0) as fn(&(f64, f64, bool)) -> f64), ("from the log", |row| row.1)]
    {
        let mut sorted: Vec<&(f64, f64, bool)> = told.iter().collect();
        sorted.sort_by(|a, b| risk(a).total_cmp(&risk(b)));
        for part in [&sorted[..], &sorted[..told.len() / 2], &sorted[told.len() / 2..]] {
            let risks: Vec<f64> = part.iter().map(|row| risk(row)).collect();
            let left = part.iter().filter(|row| row.2).count();
            let off = deviations(&risks, left);
            assert!(off.abs() < 3.0, "{name}: {left} of {} left, {off:.1} off", part.len());
        }
    }
}

#[test]
fn who_knows_the_customer_is_less_surprised_than_who_sees_the_log() {
    let simulation = Simulation::new(SimulationOptions::new().users(800).seed(4)).unwrap();
    let told = told(&simulation, &truth(&[20, 30, 40, 50], 24, &simulation));
    let surprise = |risk: fn(&(f64, f64, bool)) -> f64| {
        let of = |row: &(f64, f64, bool)| if row.2 { risk(row) } else { 1.0 - risk(row) };
        told.iter().map(|row| -of(row).max(1e-6).ln()).sum::<f64>() / told.len() as f64
    };
    let (known, from_log) = (surprise(|row| row.0), surprise(|row| row.1));
    let share = told.iter().filter(|row| row.2).count() as f64 / told.len() as f64;
    let base = -share * share.ln() - (1.0 - share) * (1.0 - share).ln();
    assert!(known < from_log && from_log < base, "{known}, {from_log}, base rate {base}");
}

/// The truth conditions on what happened before the cutoff, not on what the simulation did next.
#[test]
fn what_happens_after_the_cutoff_changes_no_risk() {
    let of = |days| {
        let simulation = Simulation::new(SimulationOptions::new().users(60).days(days)).unwrap();
        let risks = simulation.true_risks(&truth(&[20], 8, &simulation)).unwrap();
        let plain = |risk: &TrueRisk<'_>| (risk.user_id, risk.risk, risk.risk_from_log);
        risks.iter().map(plain).collect::<Vec<_>>()
    };
    let (short, long) = (of(21), of(60));
    assert!(short.len() > 30);
    assert_eq!(short, long);
}

#[test]
fn other_cutoffs_and_threads_change_no_risk() {
    let simulation = Simulation::new(SimulationOptions::new().users(60).days(40)).unwrap();
    let with_threads = |n_threads: usize, days: &[u32]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let risks = pool.install(|| simulation.true_risks(&truth(days, 8, &simulation))).unwrap();
        risks.into_iter().filter(|risk| risk.cutoff == day(&simulation, 30)).collect::<Vec<_>>()
    };
    let alone = with_threads(1, &[30]);
    assert!(alone == with_threads(3, &[30]) && alone == with_threads(2, &[10, 30, 40]));
}

fn page(name: &str, auth: &str, status: u16) -> PageState {
    PageState::new(name, auth, "free").request("GET", status)
}

/// Customers who see one page again and again until they leave from it, straight or by way of a
/// redirect.
fn endless(probability: f64, by_way_of: Option<&str>) -> Simulation {
    let home = page("Home", "In", 200);
    let bye = page("Bye", "Out", 200);
    let to = |source: &PageState, dest: &PageState, probability| {
        Transition::new(source.clone(), dest.clone(), probability)
    };
    let mut transitions = vec![to(&home, &home, 1.0 - probability)];
    match by_way_of {
        Some(name) => {
            let way = page(name, "In", 307);
            transitions.push(to(&home, &way, probability));
            transitions.push(to(&way, &bye, 1.0));
        }
        None => transitions.push(to(&home, &bye, probability)),
    }
    let mut definition = PersonaDefinition::named("endless");
    definition.rhythm.alpha_seconds = 3_600.0;
    definition.rhythm.beta_seconds = 3_600.0;
    definition.rhythm.session_gap_seconds = 60.0;
    definition.rhythm.weekend_damping_scale_minutes = 1.0;
    definition.accounts.levels = vec![(1, "free".to_owned())];
    definition.accounts.auths = vec![(1, "In".to_owned())];
    definition.accounts.newcomer_auth = "In".to_owned();
    definition.accounts.newcomer_level = "free".to_owned();
    definition.accounts.churned_auth = Some("Out".to_owned());
    definition.starts = vec![SessionStart::new(home, 1)];
    definition.transitions = transitions;
    let persona = Persona::new(definition).unwrap();
    let options = SimulationOptions::new().users(40).days(30).growth_per_year(0.0);
    Simulation::new(options.mix([(1, persona)])).unwrap()
}

#[test]
fn a_constant_hazard_gives_the_risk_of_its_formula() {
    for by_way_of in [None, Some("Cancel")] {
        let simulation = endless(0.002, by_way_of);
        let risks = simulation.true_risks(&truth(&[15], 400, &simulation)).unwrap();
        assert!(risks.len() > 10);
        for user in risks {
            // Leaving is a Poisson event: rate 0.002 per page, one page every alpha seconds, which are
            // cut to whole ones.
            let rate = 0.002 / (user.alpha_seconds - 0.5);
            let expected = 1.0 - (-rate * 10.0 * 86_400.0).exp();
            let off = (user.risk.risk - expected).abs();
            assert!(off < 5.0 * user.risk.error + 0.002, "{by_way_of:?}: {user:?}, {expected}");
        }
    }
}

#[test]
fn the_log_tells_the_pace_of_who_was_seen_for_long() {
    let simulation = endless(0.002, None);
    let risks = simulation.true_risks(&truth(&[15], 400, &simulation)).unwrap();
    // Two weeks show hundreds of pages: the mean between them is known to a few per cent.
    let seen_enough = risks.iter().filter(|user| user.alpha_seconds < 3_000.0);
    for user in seen_enough {
        let ratio = user.risk_from_log.risk / user.risk.risk;
        assert!((0.75..1.33).contains(&ratio), "{user:?}");
    }
}

#[test]
fn who_has_left_or_was_not_named_yet_has_no_risk() {
    let simulation = Simulation::new(SimulationOptions::new().users(200).days(40)).unwrap();
    let cutoff = day(&simulation, 30);
    let mut expected: BTreeMap<u64, bool> = BTreeMap::new();
    for event in simulation.events().filter(|event| event.time < cutoff) {
        if let Some(customer) = event.customer {
            *expected.entry(customer.user_id).or_default() |= event.auth == "Cancelled";
        }
    }
    let there: Vec<u64> =
        expected.iter().filter(|(_, left)| !**left).map(|(user_id, _)| *user_id).collect();
    let risks = simulation.true_risks(&truth(&[30], 2, &simulation)).unwrap();
    let told: Vec<u64> = risks.iter().map(|risk| risk.user_id).collect();
    assert_eq!(told, there);
}

#[test]
fn a_lead_counts_those_who_outlast_it() {
    let simulation = endless(0.002, None);
    let mut options = truth(&[15], 200, &simulation);
    options.lead = Span::from_days(3);
    let with_lead = simulation.true_risks(&options).unwrap();
    options.lead = Span::ZERO;
    let without = simulation.true_risks(&options).unwrap();
    // A constant hazard does not depend on when one looks.
    for (with_lead, without) in with_lead.iter().zip(&without) {
        let off = (with_lead.risk.risk - without.risk.risk).abs();
        assert!(off < 5.0 * (with_lead.risk.error + without.risk.error) + 0.002, "{with_lead:?}");
    }
}

#[test]
fn half_the_hazard_is_told_for_who_is_treated_and_who_is_not() {
    let options = SimulationOptions::new().users(150).days(40);
    let start = Simulation::new(options.clone()).unwrap().range().start;
    let from = start + Span::from_days(10);
    let offer = Scenario::new("offer", from, Treated::Share(0.5)).change(Rate::to("Cancel"), 0.5);
    let simulation = Simulation::new(options.scenario(offer)).unwrap();
    let risks = simulation.true_risks(&truth(&[20], 48, &simulation)).unwrap();
    let (mut treated, mut untreated) = (0.0, 0.0);
    for risk in &risks {
        let offer = risk.scenarios[0];
        assert_eq!(offer.is_treated, simulation.is_treated(0, risk.user_id as u32 - 1));
        let own = if offer.is_treated { offer.if_treated } else { offer.if_untreated };
        assert_eq!(own, risk.risk);
        treated += offer.if_treated.risk;
        untreated += offer.if_untreated.risk;
    }
    // A little more than half, for nobody leaves twice.
    let ratio = treated / untreated;
    assert!((0.48..0.60).contains(&ratio), "{ratio}");
}

#[test]
fn more_paths_make_a_smaller_error() {
    let simulation = Simulation::new(SimulationOptions::new().users(80).days(40)).unwrap();
    let mean_error = |n_paths| {
        let risks = simulation.true_risks(&truth(&[20], n_paths, &simulation)).unwrap();
        risks.iter().map(|risk| risk.risk.error).sum::<f64>() / risks.len() as f64
    };
    let ratio = mean_error(16) / mean_error(256);
    assert!((3.0..5.0).contains(&ratio), "{ratio}");
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let simulation = Simulation::new(SimulationOptions::new().users(5).days(20)).unwrap();
    let refused = |change: &dyn Fn(&mut TruthOptions)| {
        let mut options = truth(&[10], 8, &simulation);
        change(&mut options);
        simulation.true_risks(&options).unwrap_err()
    };
    let start = simulation.range().start;
    for outside in [start, start + Span::from_days(21)] {
        let error = refused(&|options| options.cutoffs = vec![outside]);
        assert_eq!(error.kind(), ErrorKind::Argument);
        let end = simulation.range().end;
        let expected = format!(
            "the cutoff {outside} is not after {start} and up to {end}, the time simulated"
        );
        assert_eq!(error.to_string(), expected);
    }
    let says = |error: Error, part: &str| assert!(error.to_string().contains(part), "{error}");
    says(refused(&|options| options.cutoffs.clear()), "no cutoff");
    says(refused(&|options| options.horizon = Span::ZERO), "horizon");
    says(refused(&|options| options.n_paths = 1), "paths");
    let losing = SimulationOptions::new().users(5).days(20).attrition_per_year(0.5);
    let losing = Simulation::new(losing).unwrap();
    says(losing.true_risks(&truth(&[10], 8, &losing)).unwrap_err(), "without attrition");
}
