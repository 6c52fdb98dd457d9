//! Whom to contact, from tables; and what then happens to simulated customers.

use std::collections::HashSet;

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain::base::{Span, Time};
use refrain::eval::decisions::{Budget, ForecastOptions};
use refrain::eval::profit::Contacted;
use refrain::eval::{Acceptance, Campaign};
use refrain::sim::{Simulation, SimulationOptions, TrueRisk, TruthOptions};
use refrain::table::{Cells, Table, TableColumn};
use refrain::{ContactPlan, ContactTerms, ErrorKind, contact_plan, profit_curve_table};

fn scores(ids: &[&str], probabilities: &[f64]) -> Table {
    let ids = ids.iter().map(|id| Some((*id).to_owned())).collect();
    let reasons = probabilities.iter().map(|p| Some(format!("because {p}"))).collect();
    Table::new(vec![
        TableColumn::new("userId", Cells::Text(ids)),
        TableColumn::new("probability", Cells::Number(probabilities.to_vec())),
        TableColumn::new("reason_1", Cells::Text(reasons)),
    ])
    .unwrap()
}

fn terms() -> ContactTerms {
    ContactTerms {
        campaign: Campaign::new(120.0, 2.0, 1.0).unwrap(),
        acceptance: Acceptance::Known(0.5),
        value_column: None,
        budget: Budget::default(),
        forecast: ForecastOptions::with_seed(7),
    }
}

fn texts<'a>(plan: &'a ContactPlan, name: &str) -> Vec<&'a str> {
    match &plan.table.column(name).unwrap().values {
        Cells::Text(values) => values.iter().map(|value| value.as_deref().unwrap()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn listed_rows_keep_their_columns() {
    let scores = scores(&["eve", "bob", "ada"], &[0.2, 0.001, 0.4]);
    let plan = contact_plan(&scores, &terms()).unwrap();
    assert_eq!(texts(&plan, "userId"), ["ada", "eve"]);
    assert_eq!(texts(&plan, "reason_1"), ["because 0.4", "because 0.2"]);
    assert_eq!(plan.list.contacts[0].row, 2);
    let profit = &plan.table.column("expected_profit").unwrap().values;
    let Cells::Number(profit) = profit else { panic!("{profit:?}") };
    assert!((profit[0] - (0.4 * 0.5 * 118.0 - 0.6 * 2.0 - 1.0)).abs() < 1e-12);
    assert_eq!(profit_curve_table(&plan.curve).n_rows(), 4);
}

#[test]
fn list_does_not_depend_on_the_order_of_rows() {
    let terms = ContactTerms { budget: Budget::default().contacts(2), ..terms() };
    let one = contact_plan(&scores(&["bob", "eve", "ada"], &[0.3; 3]), &terms).unwrap();
    let other = contact_plan(&scores(&["eve", "ada", "bob"], &[0.3; 3]), &terms).unwrap();
    assert_eq!(one.table, other.table);
    assert_eq!(texts(&one, "userId"), ["ada", "bob"]);
}

#[test]
fn what_is_no_table_of_scores_is_refused() {
    let refused = |table: Table, terms: &ContactTerms| {
        contact_plan(&table, terms).map(|_| ()).unwrap_err().to_string()
    };
    let twice = refused(scores(&["ada", "bob", "ada"], &[0.1; 3]), &terms());
    assert!(twice.contains("`ada` appears in rows 1 and 3"), "{twice}");
    let high = refused(scores(&["ada", "bob"], &[0.1, 1.2]), &terms());
    assert!(high.contains("column `probability`, row 2") && high.contains("1.2"), "{high}");
    let missing = refused(scores(&["ada", "bob"], &[f64::NAN, 0.1]), &terms());
    assert!(missing.contains("column `probability`, row 1"), "{missing}");
    let by_value = ContactTerms { value_column: Some("worth".to_owned()), ..terms() };
    let absent = refused(scores(&["ada"], &[0.1]), &by_value);
    assert!(absent.contains("no column `worth`, only userId, probability"), "{absent}");
    let by_reason = ContactTerms { value_column: Some("reason_1".to_owned()), ..terms() };
    let words = refused(scores(&["ada"], &[0.1]), &by_reason);
    assert!(words.contains("column `reason_1`, row 1"), "{words}");
    let index = Table::new(vec![TableColumn::new("", Cells::Number(vec![0.0]))]).unwrap();
    let (kind, message) = crate::refused::refused(contact_plan(&index, &terms()));
    assert_eq!(kind, ErrorKind::Data);
    assert_eq!(
        message,
        "a table begins with the entity, and the first column of this one has no name; drop an \
         index that another tool wrote"
    );
}

const SHARE_ACCEPTING: f64 = 0.5;
const CUTOFF_DAYS: u32 = 20;
const HORIZON_DAYS: u32 = 10;

/// Who cancels between two instants.
fn leavers(simulation: &Simulation, from: Time, until: Time) -> HashSet<u64> {
    let cancels = simulation.events().filter(|event| event.page == "Cancellation Confirmation");
    let inside = cancels.filter(|event| from <= event.time && event.time < until);
    inside.filter_map(|event| event.customer.map(|customer| customer.user_id)).collect()
}

/// What a list expects to earn, the ends of its interval, and what it then earns.
fn campaign(seed: u64) -> [f64; 4] {
    let days = CUTOFF_DAYS + HORIZON_DAYS;
    let options = SimulationOptions::new().users(400).days(days).seed(seed);
    let simulation = Simulation::new(options).unwrap();
    let cutoff = simulation.range().start + Span::from_days(CUTOFF_DAYS);
    let horizon = Span::from_days(HORIZON_DAYS);
    let truth = TruthOptions::new([cutoff], horizon).n_paths(128);
    let risks = simulation.true_risks(&truth).unwrap();
    let ids: Vec<String> = risks.iter().map(|risk| risk.user_id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let probabilities: Vec<f64> = risks.iter().map(|risk| risk.risk.risk).collect();
    let forecast = ForecastOptions::with_seed(seed).n_draws(1_000);
    let budget = Budget::default().money(300.0);
    let terms = ContactTerms { budget, forecast, ..terms() };
    let plan = contact_plan(&scores(&ids, &probabilities), &terms).unwrap();
    let gone = leavers(&simulation, cutoff, cutoff + horizon);
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut earned = |risk: &TrueRisk<'_>| {
        let accepts = generator.gen_bool(SHARE_ACCEPTING);
        terms.campaign.realized_profit(match (gone.contains(&risk.user_id), accepts) {
            (false, _) => Contacted::Stayed,
            (true, true) => Contacted::Kept,
            (true, false) => Contacted::Left,
        })
    };
    let realized = plan.list.contacts.iter().map(|contact| earned(&risks[contact.row])).sum();
    let forecast = plan.list.forecast;
    [forecast.expected, forecast.low, forecast.high, realized]
}

/// Sixteen campaigns, or as many as the environment says: `REFRAIN_CAMPAIGNS=200`.
#[test]
fn profit_of_simulated_customers_lies_in_the_interval() {
    let n_campaigns = std::env::var("REFRAIN_CAMPAIGNS").ok().and_then(|n| n.parse().ok());
    let n_campaigns: u64 = n_campaigns.unwrap_or(16);
    let campaigns: Vec<[f64; 4]> = (1..=n_campaigns).map(campaign).collect();
    let covered = |campaign: &&[f64; 4]| (campaign[1]..=campaign[2]).contains(&campaign[3]);
    let n_covered = campaigns.iter().filter(covered).count() as f64;
    let mean = |idx: usize| {
        campaigns.iter().map(|campaign| campaign[idx]).sum::<f64>() / n_campaigns as f64
    };
    let (expected, realized) = (mean(0), mean(3));
    eprintln!(
        "{n_covered} of {n_campaigns} within; expected {expected:.2}, realized {realized:.2}, \
         interval {:.2} to {:.2} on average",
        mean(1),
        mean(2)
    );
    // 95 % of them, less three standard deviations.
    let deviation = (0.95 * 0.05 / n_campaigns as f64).sqrt();
    assert!(n_covered / n_campaigns as f64 >= 0.95 - 3.0 * deviation, "{campaigns:?}");
    // The mean of so many lies nearer by their root; the interval is four deviations wide.
    let error = (mean(2) - mean(1)) / 4.0 / (n_campaigns as f64).sqrt();
    assert!((realized - expected).abs() < 3.0 * error, "{realized} {expected} {error}");
}
