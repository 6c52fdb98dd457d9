use refrain_models::{ErrorKind, KaplanMeier, Lifetime};

use super::case::{assert_close, case};

fn lives(days: &[(f64, f64, bool)]) -> Vec<Lifetime> {
    days.iter()
        .map(|(entry, exit, churned)| Lifetime::new(*entry, *exit, *churned).unwrap())
        .collect()
}

#[test]
fn survival_and_intervals_equal_those_of_lifelines() {
    let case = case();
    let curve = KaplanMeier::fit(&case.lifetimes()).unwrap();
    let points = curve.points();
    let days: Vec<f64> = points.iter().map(|point| point.days).collect();
    assert_eq!(days, case.curve.days);
    let survival: Vec<f64> = points.iter().map(|point| point.survival).collect();
    assert_close(&survival, &case.curve.survival, 1e-10);
    for (point, bounds) in points.iter().zip(&case.curve.bounds) {
        let (low, high) = point.interval(0.95).unwrap().unwrap();
        let bounds = bounds.unwrap();
        assert_close(&[low, high], &[bounds.0, bounds.1], 1e-10);
    }
}

#[test]
fn those_lost_sight_of_on_the_day_are_at_risk_and_those_who_enter_on_it_are_not() {
    let curve = KaplanMeier::fit(&lives(&[
        (0.0, 5.0, true),
        (0.0, 5.0, false),
        (5.0, 9.0, false),
        (0.0, 9.0, false),
    ]))
    .unwrap();
    assert_eq!(curve.points()[0].at_risk, 3.0);
    assert_close(&[curve.at(5.0).unwrap()], &[2.0 / 3.0], 1e-15);
    assert_eq!(curve.at(4.99), Some(1.0));
    // Greenwood: (2/3) sqrt(1 / (3 · 2)).
    let error = curve.points()[0].standard_error().unwrap();
    assert_close(&[error], &[2.0 / 3.0 * (1.0_f64 / 6.0).sqrt()], 1e-15);
}

#[test]
fn days_without_anybody_at_risk_leave_the_curve_where_it_was() {
    let curve = KaplanMeier::fit(&lives(&[
        (0.0, 2.0, true),
        (0.0, 3.0, false),
        (10.0, 12.0, true),
        (10.0, 14.0, false),
    ]))
    .unwrap();
    assert_eq!([curve.at(3.0), curve.at(7.0), curve.at(12.0)], [Some(0.5), Some(0.5), Some(0.25)]);
    assert_eq!((curve.median(), curve.emptied_at()), (Some(2.0), None));
}

#[test]
fn curve_that_one_early_departure_empties_says_so_and_can_begin_later() {
    let lives = lives(&[(0.0, 2.0, true), (5.0, 9.0, true), (5.0, 12.0, false)]);
    let curve = KaplanMeier::fit(&lives).unwrap();
    assert_eq!(curve.points()[0].at_risk, 1.0);
    assert_eq!((curve.at(2.0), curve.at(11.0)), (Some(0.0), Some(0.0)));
    assert_eq!(curve.emptied_at(), Some(2.0));
    assert_eq!(
        (curve.points()[0].standard_error(), curve.points()[0].interval(0.9).unwrap()),
        (None, None)
    );
    let later = KaplanMeier::fit_from(5.0, &lives).unwrap();
    assert_eq!([later.at(4.0), later.at(9.0), later.at(12.5)], [None, Some(0.5), None]);
    assert_eq!((later.emptied_at(), later.median()), (None, Some(9.0)));
}

#[test]
fn fractional_weights_empty_a_risk_set_exactly() {
    let weighted = |exit, churned, weight| {
        Lifetime::new(0.0, exit, churned).unwrap().weighted(weight).unwrap()
    };
    let lives = [weighted(1.0, false, 0.1), weighted(2.0, true, 0.2), weighted(3.0, true, 0.3)];
    let curve = KaplanMeier::fit(&lives).unwrap();
    assert_eq!(curve.at(3.0), Some(0.0));
    assert_eq!(curve.at(4.0), Some(0.0), "nobody is left");
}

#[test]
fn order_of_lifetimes_changes_no_bit() {
    let mut lives = case().lifetimes();
    let curve = KaplanMeier::fit(&lives).unwrap();
    lives.reverse();
    assert_eq!(KaplanMeier::fit(&lives).unwrap(), curve);
}

#[test]
fn impossible_lifetimes_are_refused() {
    for (entry, exit) in [
        (5.0, 5.0),
        (6.0, 5.0),
        (-1.0, 5.0),
        (f64::NAN, 5.0),
        (0.0, f64::NAN),
        (0.0, f64::INFINITY),
    ] {
        let error = Lifetime::new(entry, exit, true).unwrap_err();
        assert!(error.kind() == ErrorKind::Data, "{error}");
    }
    let lifetime = Lifetime::new(0.0, 5.0, true).unwrap();
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = lifetime.weighted(weight).unwrap_err();
        assert!(error.kind() == ErrorKind::Argument, "{error}");
    }
    assert!(KaplanMeier::fit(&[]).unwrap_err().kind() == ErrorKind::Data);
    let censored = lives(&[(0.0, 5.0, false)]);
    assert!(KaplanMeier::fit(&censored).unwrap_err().kind() == ErrorKind::Data);
    for confidence in [0.0, 1.0, f64::NAN] {
        let curve = KaplanMeier::fit(&[lifetime]).unwrap();
        let error = curve.points()[0].interval(confidence).unwrap_err();
        assert!(error.kind() == ErrorKind::Argument);
    }
}
