//! Curves, thresholds and budgets.

use proptest::prelude::*;
use refrain_eval::metrics::{self, Class, Confusion, CurvePoints, RankedRows, Top};

use crate::random_rows::{rows, seeded};
use crate::refusals::{argument, data, said};

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn corners_of_the_roc_curve_have_the_area_of_all_points((labels, scores) in rows(40)) {
        let rows = RankedRows::new(&labels, &scores).unwrap();
        let all = rows.roc_curve(CurvePoints::Distinct).unwrap();
        let corners = rows.roc_curve(CurvePoints::Corners).unwrap();
        prop_assert!(corners.iter().all(|point| all.contains(point)));
        let area = metrics::area_under_roc(&corners);
        prop_assert!((area - metrics::area_under_roc(&all)).abs() < 1e-14);
        prop_assert!((area - rows.roc_auc().unwrap()).abs() < 1e-14);
        // No corner lies on the line between its neighbours.
        for three in corners.windows(3) {
            let (x, y) = (|at: usize| three[at].false_alarm_rate, |at: usize| three[at].recall);
            let turn = (x(1) - x(0)) * (y(2) - y(1)) - (x(2) - x(1)) * (y(1) - y(0));
            prop_assert!(turn.abs() > 1e-9);
        }
    }

    #[test]
    fn points_of_the_curves_are_what_their_thresholds_make((labels, scores) in rows(20)) {
        let rows = RankedRows::new(&labels, &scores).unwrap();
        let counts = |threshold| Confusion::new(&labels, &scores, threshold).unwrap();
        for point in rows.roc_curve(CurvePoints::Distinct).unwrap() {
            let counts = counts(point.threshold);
            prop_assert_eq!(point.recall, counts.recall(Class::Churned).unwrap());
            prop_assert_eq!(point.false_alarm_rate, counts.false_alarms / counts.retained());
            prop_assert_eq!(rows.confusion(point.threshold).unwrap(), counts);
        }
        for point in rows.precision_recall_curve(CurvePoints::Distinct).unwrap() {
            let counts = counts(point.threshold);
            prop_assert_eq!(point.precision, counts.precision(Class::Churned).unwrap());
            prop_assert_eq!(point.recall, counts.recall(Class::Churned).unwrap());
        }
        for point in rows.cumulative_gains().unwrap() {
            let counts = counts(point.threshold);
            let contacted = (counts.hits + counts.false_alarms) / counts.total();
            prop_assert_eq!((point.contacted, point.found), (contacted, counts.recall(Class::Churned).unwrap()));
            prop_assert_eq!(point.lift, point.found / contacted);
        }
    }

    #[test]
    fn budget_of_whole_contacts_is_the_top_of_as_many((labels, scores) in rows(40)) {
        let rows = RankedRows::new(&labels, &scores).unwrap();
        for k in 1..=labels.len() {
            let money = Top::Money { amount: k as f64 * 0.75 + 0.5, cost_per_contact: 0.75 };
            let [of_money, of_rows] = [money, Top::Rows(k)]
                .map(|top| (rows.precision_at(top).unwrap(), rows.recall_at(top).unwrap()));
            prop_assert_eq!(of_money, of_rows);
        }
        let tenth = rows.recall_at(Top::Share(0.1)).unwrap();
        prop_assert!((10.0 * tenth - rows.decile_lift().unwrap()).abs() < 1e-12);
    }
}

#[test]
fn steps_of_any_length_in_one_direction_are_one_line() {
    // scikit-learn keeps the middle of the first line, whose steps differ.
    let labels = [true, true, true, false];
    let curve = metrics::roc_curve(&labels, &[0.9, 0.8, 0.8, 0.1], CurvePoints::Corners).unwrap();
    let thresholds: Vec<f64> = curve.iter().map(|point| point.threshold).collect();
    assert_eq!(thresholds, [f64::INFINITY, 0.8, 0.1]);
}

#[test]
fn money_for_more_contacts_than_rows_reaches_all() {
    let top = Top::Money { amount: 1e9, cost_per_contact: 1.0 };
    let rows = RankedRows::new(&[true, false], &[0.6, 0.4]).unwrap();
    assert_eq!(rows.recall_at(top).unwrap(), 1.0);
    assert_eq!(rows.precision_at(top).unwrap(), 0.5);
}

#[test]
fn budgets_for_nobody_are_refused() {
    let rows = RankedRows::new(&[true, false], &[0.6, 0.4]).unwrap();
    for share in [0.0, -0.5, 1.1, f64::NAN] {
        let expected = "a budget is a share of the rows above 0 and at most 1; found";
        let refused = said(rows.precision_at(Top::Share(share)));
        assert_eq!(refused, Err(argument(&format!("{expected} {share}"))));
    }
    let (infinite, nan) = (f64::INFINITY, f64::NAN);
    let pairs = [
        (1.0, 2.0),
        (1.0, 0.0),
        (1.0, -1.0),
        (infinite, 1.0),
        (1.0, nan),
        (nan, 1.0),
        (1.0, infinite),
    ];
    for (amount, cost_per_contact) in pairs {
        let expected = format!(
            "a budget of {amount} at a cost of {cost_per_contact} per contact does not pay for \
             one; both are finite, and the cost is above 0"
        );
        let refused = said(rows.recall_at(Top::Money { amount, cost_per_contact }));
        assert_eq!(refused, Err(argument(&expected)));
    }
}

#[test]
fn precision_of_nothing_predicted_is_refused() {
    let (labels, scores) = ([true, false], [0.6, 0.4]);
    let error = metrics::precision(&labels, &scores, 0.7).unwrap_err();
    let expected = "precision is undefined: at the threshold 0.7 no row is predicted to churn";
    assert_eq!(error.to_string(), expected);
    let counts = Confusion::new(&labels, &scores, 0.1).unwrap();
    let nothing = "is undefined: at the threshold 0.1 no row is predicted to stay";
    let expected = |metric: &str| Err(data(&format!("{metric} {nothing}")));
    assert_eq!(said(counts.precision(Class::Retained)), expected("precision"));
    assert_eq!(said(counts.mcc()), expected("mcc"));
}

#[test]
fn metrics_of_a_class_refuse_to_do_without_it() {
    let counts = Confusion::new(&[true, true], &[0.6, 0.4], 0.5).unwrap();
    let none =
        |metric: &str| data(&format!("{metric} is undefined: none of the 2 rows was retained"));
    assert_eq!(said(counts.recall(Class::Retained)), Err(none("recall")));
    assert_eq!(said(counts.f_beta(Class::Retained, 1.0)), Err(none("f1")));
    assert_eq!(said(counts.f_beta(Class::Retained, 2.0)), Err(none("f_beta")));
    assert_eq!(said(counts.mcc()), Err(none("mcc")));
    assert_eq!((counts.accuracy(), counts.recall(Class::Churned).unwrap()), (0.5, 0.5));
    let curve = metrics::roc_curve(&[true, true], &[0.6, 0.4], CurvePoints::Distinct);
    assert_eq!(said(curve), Err(none("roc_curve")));
}

#[test]
fn curves_of_churned_rows_refuse_to_do_without() {
    let (labels, scores) = ([false; 2], [0.6, 0.4]);
    let none = |metric: &str| data(&format!("{metric} is undefined: none of the 2 rows churned"));
    let curve = metrics::precision_recall_curve(&labels, &scores, CurvePoints::Distinct);
    assert_eq!(said(curve), Err(none("precision_recall_curve")));
    let gains = metrics::cumulative_gains(&labels, &scores);
    assert_eq!(said(gains), Err(none("cumulative_gains")));
    let rows = RankedRows::new(&labels, &scores).unwrap();
    assert_eq!(said(rows.pr_auc()), Err(none("pr_auc")));
    assert_eq!(said(rows.recall_at(Top::Share(0.5))), Err(none("recall_at_budget")));
    assert_eq!(metrics::precision(&labels, &scores, 0.5).unwrap(), 0.0);
}

#[test]
fn beta_that_is_not_above_zero_and_finite_is_refused() {
    let counts = Confusion::new(&[true, false], &[0.6, 0.4], 0.5).unwrap();
    for beta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let expected = "the beta of F-beta is above 0 and finite, such as 2; found";
        let expected = Err(argument(&format!("{expected} {beta}")));
        assert_eq!(said(counts.f_beta(Class::Churned, beta)), expected);
        assert_eq!(said(counts.weighted_f_beta(beta)), expected);
    }
    assert_eq!(counts.f_beta(Class::Churned, 1e-200).unwrap(), 1.0);
}
