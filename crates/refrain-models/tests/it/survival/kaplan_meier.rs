use refrain_core::{ErrorKind, Lifetime};
use refrain_models::KaplanMeier;

use super::case::{assert_close, case};

fn lives(days: &[(f64, f64, bool)]) -> Vec<Lifetime> {
    days.iter()
        .map(|(entry, exit, churned)| Lifetime::new(*entry, *exit, *churned).unwrap())
        .collect()
}

#[test]
fn survival_and_intervals_equal_those_of_lifelines() {
    let case = case();
    let curve = KaplanMeier::fit(&case.repeated_lifetimes()).unwrap();
    let points = curve.points();
    let days: Vec<f64> = points.iter().map(|point| point.days).collect();
    assert_eq!(days, case.curve.days);
    let survival: Vec<f64> = points.iter().map(|point| point.survival).collect();
    assert_close(&survival, &case.curve.survival, 1e-10);
    let at_risk: Vec<f64> = points.iter().map(|point| point.at_risk as f64).collect();
    assert_eq!(at_risk, case.curve.at_risk);
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
    assert_eq!(curve.points()[0].at_risk, 3);
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
    assert_eq!(curve.points()[0].at_risk, 1);
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
fn order_of_lifetimes_changes_no_bit() {
    let mut lives = case().lifetimes();
    let curve = KaplanMeier::fit(&lives).unwrap();
    lives.reverse();
    assert_eq!(KaplanMeier::fit(&lives).unwrap(), curve);
}

#[test]
fn curve_of_nobody_is_refused() {
    let refusal = |lives: &[Lifetime]| KaplanMeier::fit(lives).unwrap_err();
    assert_eq!(refusal(&[]).to_string(), "there are no lifetimes to learn from");
    let censored = refusal(&lives(&[(0.0, 5.0, false)]));
    let said = "in none of 1 intervals under observation does anybody leave";
    assert_eq!((censored.kind(), censored.to_string().as_str()), (ErrorKind::Data, said));
    let one = lives(&[(0.0, 5.0, true)]);
    let curve = KaplanMeier::fit(&one).unwrap();
    for confidence in [0.0, 1.0, f64::NAN] {
        let error = curve.points()[0].interval(confidence).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
    }
    assert_eq!(KaplanMeier::fit_from(-1.0, &one).unwrap_err().kind(), ErrorKind::Argument);
}
