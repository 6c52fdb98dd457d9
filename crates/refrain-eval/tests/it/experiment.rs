//! Experiments: against statsmodels (`tests/data/experiment.py`) and published values.

use refrain_eval::experiment::{
    Arm, Correction, ExperimentOptions, Uplift, compare_arms, detectable_uplift, power, sample_size,
};
use serde::Deserialize;

use crate::refusals::{Refusal, argument, data, said, told};

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
        ExperimentOptions::default()
            .significance(self.alpha)
            .power(self.power)
            .treated_per_untreated(self.ratio)
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
    let options = ExperimentOptions::default().power(0.9);
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
    let corrected = ExperimentOptions::default().correction(Correction::Continuity);
    let more = sample_size(0.1, Uplift::Relative(0.5), &corrected).unwrap();
    assert_eq!((plain.untreated, more.untreated), (435, 474));
    assert!((more.unrounded - plain.unrounded - 2.0 / 0.05).abs() < 2.0);
}

#[test]
fn planned_size_has_the_planned_power() {
    for correction in [Correction::None, Correction::Continuity] {
        let options = ExperimentOptions::default().correction(correction);
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
    let refused = |base, uplift| told(sample_size(base, uplift, &options).unwrap_err());
    let share =
        |base: f64| argument(&format!("the base rate is {base}; it must lie between 0 and 1"));
    assert_eq!(refused(1.5, Uplift::Absolute(0.1)), share(1.5));
    assert_eq!(refused(f64::NAN, Uplift::Absolute(0.1)), share(f64::NAN));
    let outside = "the uplift leaves the treated a rate outside 0 to 1";
    for (base, uplift, expected) in [
        (0.0, Uplift::Absolute(0.0), "the base rate must lie between 0 and 1"),
        (1.0, Uplift::Absolute(0.1), "the base rate must lie between 0 and 1"),
        (0.05, Uplift::Absolute(0.0), "the uplift is nothing"),
        (0.05, Uplift::Absolute(0.06), outside),
        (0.05, Uplift::Relative(f64::NAN), "the uplift is not a number (NaN)"),
        (0.05, Uplift::Relative(-20.0), outside),
        (
            0.5,
            Uplift::Absolute(1e-20_f64.sqrt()),
            "the uplift is too small: no number of customers shows it",
        ),
    ] {
        assert_eq!(refused(base, uplift), argument(expected), "{base} {uplift:?}");
    }
    let ratio = "the number of treated to an untreated must be positive";
    let by_chance = "the power must exceed half the significance, which chance alone reaches";
    let impossible = [
        (options.significance(0.0), "the significance must lie between 0 and 1"),
        (options.power(1.0), "the power must lie between 0 and 1"),
        (options.power(0.02), by_chance),
        (options.treated_per_untreated(0.0), ratio),
    ];
    for (options, expected) in impossible {
        let refused = sample_size(0.05, Uplift::Absolute(0.01), &options).unwrap_err();
        assert_eq!(told(refused), argument(expected), "{options:?}");
    }
}

#[test]
fn experiment_too_small_for_any_uplift_is_refused() {
    let options = ExperimentOptions::default();
    let expected = argument(
        "20 untreated and 20 treated customers find no uplift with a power of 0.8, not even if no \
         treated customer churns; take more",
    );
    assert_eq!(said(detectable_uplift(0.05, (20, 20), &options)), Err(expected));
    let none = power(0.05, Uplift::Absolute(0.01), (0, 20), &options);
    assert_eq!(said(none), Err(argument("both arms need customers")));
}

#[test]
fn counts_that_are_no_arm_are_refused() {
    let refused = |found: &str| -> Result<Arm, Refusal> {
        let has = "an arm of an experiment has customers, of whom as many or fewer churned; found";
        Err(data(&format!("{has} {found}")))
    };
    assert_eq!(said(Arm::new(0, 0)), refused("0 of 0"));
    assert_eq!(said(Arm::new(3, 2)), refused("3 of 2"));
}

#[test]
fn experiment_in_which_nobody_churned_has_no_test() {
    let nobody = compare_arms(Arm::new(0, 10).unwrap(), Arm::new(0, 10).unwrap(), 0.95);
    let expected = "the test of an experiment is undefined: none of the 20 rows churned";
    assert_eq!(said(nobody), Err(data(expected)));
    let level = compare_arms(Arm::new(1, 10).unwrap(), Arm::new(0, 10).unwrap(), 95.0);
    let expected = "the level of an interval lies between 0 and 1, such as 0.95; found 95";
    assert_eq!(said(level), Err(argument(expected)));
}
