//! Experiments: against statsmodels (`tests/data/experiment.py`) and published values.

use refrain_eval::Error;
use refrain_eval::experiment::{
    Arm, Correction, ExperimentOptions, Uplift, compare_arms, detectable_uplift, power, sample_size,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    plans: Vec<Plan>,
    comparisons: Vec<Comparison>,
}

#[derive(Deserialize)]
struct Plan {
    base: f64,
    treated: f64,
    alpha: f64,
    power: f64,
    ratio: f64,
    size: f64,
    power_of_500: f64,
}

#[derive(Deserialize)]
struct Comparison {
    untreated: [u64; 2],
    treated: [u64; 2],
    level: f64,
    low: f64,
    high: f64,
    p_value: f64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../data/experiment.json")).unwrap()
}

#[track_caller]
fn assert_close(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs(), "{ours}, expected {theirs}");
}

impl Plan {
    fn options(&self) -> ExperimentOptions {
        ExperimentOptions {
            significance: self.alpha,
            power: self.power,
            treated_per_untreated: self.ratio,
            ..ExperimentOptions::default()
        }
    }

    fn uplift(&self) -> Uplift {
        Uplift::Absolute(self.base - self.treated)
    }
}

#[test]
fn sample_sizes_and_powers_equal_statsmodels() {
    for plan in reference().plans {
        let options = plan.options();
        let sizes = sample_size(plan.base, plan.uplift(), &options).unwrap();
        assert_close(sizes.unrounded, plan.size, 1e-10);
        let arms = (500, (500.0 * plan.ratio) as u64);
        let found = power(plan.base, plan.uplift(), arms, &options).unwrap();
        assert_close(found, plan.power_of_500, 1e-10);
    }
}

#[test]
fn comparisons_equal_statsmodels() {
    for case in reference().comparisons {
        let arm = |[n_churned, n_customers]: [u64; 2]| Arm::new(n_churned, n_customers).unwrap();
        let ours = compare_arms(arm(case.untreated), arm(case.treated), case.level).unwrap();
        assert_close(ours.low, case.low, 1e-10);
        assert_close(ours.high, case.high, 1e-10);
        assert_close(ours.p_value, case.p_value, 1e-10);
    }
}

#[test]
fn interval_equals_newcombe_1998() {
    // Table II of the paper, cases (a), (b) and (e), method 10.
    for (untreated, treated, low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ] {
        let arm = |(n_churned, n_customers)| Arm::new(n_churned, n_customers).unwrap();
        let ours = compare_arms(arm(untreated), arm(treated), 0.95).unwrap();
        assert!((ours.low - low).abs() < 5e-5 && (ours.high - high).abs() < 5e-5, "{ours:?}");
    }
}

#[test]
fn sample_size_equals_the_manual_of_r() {
    // `power.prop.test(p1 = .50, p2 = .75, power = .90)`: n = 76.7 in each group.
    let options = ExperimentOptions { power: 0.9, ..ExperimentOptions::default() };
    let sizes = sample_size(0.75, Uplift::Absolute(0.25), &options).unwrap();
    assert!((sizes.unrounded - 76.7).abs() < 0.05, "{sizes:?}");
    // `power.prop.test(n = 50, p1 = .50, p2 = .75)`: power = 0.740.
    let found = power(0.75, Uplift::Absolute(0.25), (50, 50), &options).unwrap();
    assert!((found - 0.740).abs() < 5e-4, "{found}");
}

#[test]
fn correction_asks_for_two_over_the_uplift_more() {
    // Fleiss 1981, formula 3.20: about (r + 1) / (r |P1 - P2|) untreated more. 474 stands in his
    // table A.3 for 0.05 and 0.10.
    let plain = sample_size(0.1, Uplift::Relative(0.5), &ExperimentOptions::default()).unwrap();
    let corrected =
        ExperimentOptions { correction: Correction::Continuity, ..ExperimentOptions::default() };
    let more = sample_size(0.1, Uplift::Relative(0.5), &corrected).unwrap();
    assert_eq!((plain.untreated, more.untreated), (435, 474));
    assert!((more.unrounded - plain.unrounded - 2.0 / 0.05).abs() < 2.0);
}

#[test]
fn planned_size_has_the_planned_power() {
    for correction in [Correction::None, Correction::Continuity] {
        let options = ExperimentOptions { correction, ..ExperimentOptions::default() };
        let sizes = sample_size(0.05, Uplift::Absolute(0.01), &options).unwrap();
        let found = power(0.05, Uplift::Absolute(0.01), sizes.pair(), &options).unwrap();
        assert!((0.8..0.8005).contains(&found), "{found}");
        let (untreated, treated) = (sizes.untreated - 1, sizes.treated - 1);
        let missed = power(0.05, Uplift::Absolute(0.01), (untreated, treated), &options).unwrap();
        assert!(missed < 0.8, "{missed}");
        let smallest = detectable_uplift(0.05, sizes.pair(), &options).unwrap();
        assert!((0.00999..=0.01).contains(&smallest), "{smallest}");
    }
}

#[test]
fn relative_uplift_is_a_share_of_the_base_rate() {
    let options = ExperimentOptions::default();
    let relative = sample_size(0.05, Uplift::Relative(0.5), &options).unwrap();
    assert_eq!(relative, sample_size(0.05, Uplift::Absolute(0.025), &options).unwrap());
}

#[test]
fn treatment_that_harms_has_a_negative_uplift() {
    let outcome =
        compare_arms(Arm::new(30, 1_000).unwrap(), Arm::new(60, 1_000).unwrap(), 0.95).unwrap();
    assert!(outcome.uplift < 0.0 && outcome.high < 0.0, "{outcome:?}");
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let options = ExperimentOptions::default();
    let refused = |base, uplift| sample_size(base, uplift, &options).unwrap_err();
    assert!(matches!(refused(1.5, Uplift::Absolute(0.1)), Error::NotAShare { .. }));
    assert!(matches!(refused(f64::NAN, Uplift::Absolute(0.1)), Error::NotAShare { .. }));
    for (base, uplift) in [
        (0.0, Uplift::Absolute(0.0)),
        (0.05, Uplift::Absolute(0.0)),
        (0.05, Uplift::Absolute(0.06)),
        (0.05, Uplift::Relative(f64::NAN)),
        (0.05, Uplift::Relative(-20.0)),
    ] {
        assert!(matches!(refused(base, uplift), Error::Plan { .. }), "{base} {uplift:?}");
    }
    let impossible = [
        ExperimentOptions { significance: 0.0, ..options },
        ExperimentOptions { power: 1.0, ..options },
        ExperimentOptions { power: 0.02, ..options },
        ExperimentOptions { treated_per_untreated: 0.0, ..options },
    ];
    for options in impossible {
        let refused = sample_size(0.05, Uplift::Absolute(0.01), &options);
        assert!(matches!(refused, Err(Error::Plan { .. })), "{options:?}");
    }
}

#[test]
fn experiment_too_small_for_any_uplift_is_refused() {
    let options = ExperimentOptions::default();
    let expected = Error::TooFewCustomers { n_untreated: 20, n_treated: 20, power: 0.8 };
    assert_eq!(detectable_uplift(0.05, (20, 20), &options), Err(expected));
    let none = power(0.05, Uplift::Absolute(0.01), (0, 20), &options);
    assert!(matches!(none, Err(Error::Plan { .. })));
}

#[test]
fn counts_that_are_no_arm_are_refused() {
    assert_eq!(Arm::new(0, 0), Err(Error::ArmCounts { n_churned: 0, n_customers: 0 }));
    assert!(matches!(Arm::new(3, 2), Err(Error::ArmCounts { .. })));
}

#[test]
fn experiment_in_which_nobody_churned_has_no_test() {
    let nobody = compare_arms(Arm::new(0, 10).unwrap(), Arm::new(0, 10).unwrap(), 0.95);
    assert!(matches!(nobody, Err(Error::OneClass { missing: "churned", .. })));
    let level = compare_arms(Arm::new(1, 10).unwrap(), Arm::new(0, 10).unwrap(), 95.0);
    assert_eq!(level, Err(Error::Level { level: 95.0 }));
}
