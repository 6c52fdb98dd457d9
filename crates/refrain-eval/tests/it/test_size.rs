//! Resolution of a test set of a given size.

use proptest::prelude::*;
use refrain_eval::TestSize;

use crate::random_rows::seeded;
use crate::refusals::{data, mismatch, said};

#[test]
fn standard_error_is_that_of_hanley_and_mcneil() {
    // Their formula by hand: Q1 = 0.893 / 1.107, Q2 = 2 * 0.893^2 / 1.893.
    let size = TestSize::new(51, 58).unwrap();
    assert!((size.auc_standard_error(0.893) - 0.032_5).abs() < 5e-5);
    // Of a coin: Mann and Whitney's sqrt((m + n + 1) / (12 m n)).
    let coin = (110.0_f64 / (12.0 * 51.0 * 58.0)).sqrt();
    assert!((size.auc_standard_error(0.5) - coin).abs() < 1e-12);
    assert_eq!(size.auc_standard_error(1.0), 0.0);
    assert!((size.auc_half_width(0.893) / size.auc_standard_error(0.893) - 1.96).abs() < 1e-4);
}

#[test]
fn smallest_auc_is_told_with_the_power_it_says() {
    let size = TestSize::new(50, 500).unwrap();
    let auc = size.smallest_auc().unwrap();
    let needed =
        1.959_964 * size.auc_standard_error(0.5) + 0.841_621 * size.auc_standard_error(auc);
    assert!((auc - 0.5 - needed).abs() < 1e-6, "{auc}");
    assert_eq!(TestSize::new(1, 1).unwrap().smallest_auc(), None);
}

#[test]
fn entities_are_counted_once_however_many_rows_they_have() {
    let labels = [true, false, true, false, false, true];
    let size = TestSize::of_rows(&labels, &[0, 0, 0, 1, 1, 2]).unwrap();
    assert_eq!((size.n_churned(), size.n_retained()), (2, 2));
}

#[test]
fn size_without_a_class_is_refused() {
    let none = |n_rows: usize, missing: &str| {
        Err(data(&format!("roc_auc is undefined: none of the {n_rows} rows {missing}")))
    };
    assert_eq!(said(TestSize::new(0, 5)), none(5, "churned"));
    assert_eq!(said(TestSize::new(5, 0)), none(5, "was retained"));
    assert_eq!(said(TestSize::of_rows(&[true, true], &[0, 1])), none(2, "was retained"));
    let short = mismatch("the list of groups has 1 values for 2 rows");
    assert_eq!(said(TestSize::of_rows(&[true, false], &[0])), Err(short));
}

proptest! {
    #![proptest_config(seeded(100))]

    #[test]
    fn more_entities_tell_more(churned in 2..300_usize, retained in 2..300_usize, auc in 0.5..0.95) {
        let (small, large) =
            (TestSize::new(churned, retained).unwrap(), TestSize::new(2 * churned, retained).unwrap());
        prop_assert!(large.auc_half_width(auc) < small.auc_half_width(auc));
        prop_assert!(large.smallest_gain(auc) < small.smallest_gain(auc));
        if let (Some(large), Some(small)) = (large.smallest_auc(), small.smallest_auc()) {
            prop_assert!(large < small);
        }
    }
}

#[test]
fn smallest_gain_is_told_by_level_and_power_at_a_correlation_of_one_half() {
    let size = TestSize::new(10, 100).unwrap();
    // Hanley and McNeil's variance 0.008480357; two AUCs that correlate by 0.5 differ with the variance
    // of one; 1.959964 + 0.841621 standard errors.
    assert!(
        (size.smallest_gain(0.75) - 0.257994773820).abs() < 1e-11,
        "{}",
        size.smallest_gain(0.75)
    );
}
