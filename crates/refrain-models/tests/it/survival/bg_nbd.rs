use refrain_core::{
    Column, Dataset, Explain, FeatureMatrix, Fit, PredictProba, Span, Unit, log_odds,
};
use refrain_models::{
    AnyEstimator, BgNbd, BgNbdColumns, BgNbdOptions, BgNbdParameters, ErrorKind, FittedBgNbd,
    Member, ModelKind, Resampled, Resampling, SoftVoting, conformance,
};
use serde::Deserialize;

use crate::customers::{assert_says, bits, cutoff, dataset, matrix, matrix_at, number};

/// Customers drawn from the model, and fitted by scipy (tests/data/bg_nbd_by_scipy.py).
#[derive(Deserialize)]
struct Cases {
    dropouts: Case,
    no_dropouts: Case,
}

#[derive(Deserialize)]
struct Case {
    /// `x`, `t_x` and `T` of each.
    customers: Vec<[f64; 3]>,
    labels: Vec<bool>,
    parameters: [f64; 4],
    alive: Vec<f64>,
    silent: Vec<f64>,
    label_parameters: [f64; 4],
    plain_parameters: Option<[f64; 4]>,
}

/// Days in which nobody buys, for the labels and the scores of scipy.
const HORIZON: u32 = 60;

const NAMES: [&str; 3] = [
    "days_with_purchases",
    "days_from_first_to_last_purchase_day",
    "days_since_first_purchase_day",
];

fn cases() -> Cases {
    serde_json::from_str(include_str!("../../data/bg_nbd_by_scipy.json")).unwrap()
}

impl Case {
    fn features(&self) -> FeatureMatrix {
        let column = |value: fn(&[f64; 3]) -> f64| self.customers.iter().map(value).collect();
        let values: [Vec<f64>; 3] =
            [column(|[x, ..]| x + 1.0), column(|[_, last, _]| *last), column(|[.., age]| *age)];
        matrix(&[
            (number(NAMES[0]), &values[0]),
            (number(NAMES[1]), &values[1]),
            (number(NAMES[2]), &values[2]),
        ])
    }

    fn labelled(&self) -> Dataset {
        let horizon = Span::from_days(HORIZON);
        Dataset::from_labels(self.features(), self.labels.clone(), horizon).unwrap()
    }

    fn with_population(&self) -> Dataset {
        self.labelled().with_population(self.features())
    }
}

fn fit(train: &Dataset) -> FittedBgNbd {
    BgNbd::default().fit(train).unwrap()
}

fn array(parameters: BgNbdParameters) -> [f64; 4] {
    [parameters.r, parameters.alpha, parameters.a, parameters.b]
}

fn assert_near(found: BgNbdParameters, expected: [f64; 4], within: f64) {
    let apart = |(found, expected): (f64, f64)| (found / expected - 1.0).abs();
    let greatest = array(found).into_iter().zip(expected).map(apart).fold(0.0, f64::max);
    assert!(greatest < within, "{found:?} for {expected:?}");
}

#[test]
fn bgnbd_has_the_parameters_of_scipy() {
    let Cases { dropouts, no_dropouts } = cases();
    for case in [&dropouts, &no_dropouts] {
        assert_near(fit(&case.with_population()).parameters(), case.parameters, 1e-4);
        // Labels tell less: scipy ends a little beside the summit.
        assert_near(fit(&case.labelled()).parameters(), case.label_parameters, 1e-2);
    }
    // The belief moves them by less than any standard error.
    let plain = dropouts.plain_parameters.unwrap();
    assert_near(fit(&dropouts.with_population()).parameters(), plain, 1e-2);
}

#[test]
fn scores_are_those_of_scipy() {
    for case in [cases().dropouts, cases().no_dropouts] {
        let [r, alpha, a, b] = case.parameters;
        let parameters = BgNbdParameters::new(r, alpha, a, b);
        let rows = case.customers.iter().zip(case.alive.iter().zip(&case.silent));
        for ([x, last, age], (alive, silent)) in rows {
            assert!((parameters.p_alive(*x, *last, *age) - alive).abs() < 1e-12);
            let found = parameters.p_silent(*x, *last, *age, f64::from(HORIZON));
            assert!((found - silent).abs() < 1e-12);
        }
        let model = fit(&case.with_population());
        let churn = model.predict_proba(&case.features()).unwrap();
        assert!(churn.iter().zip(&case.silent).all(|(found, told)| (found - told).abs() < 1e-4));
    }
}

#[test]
fn a_population_without_dropout_fits() {
    let parameters = fit(&cases().no_dropouts.with_population()).parameters();
    assert!(parameters.a / (parameters.a + parameters.b) < 0.03, "{parameters:?}");
    let case = cases().no_dropouts;
    let alive = fit(&case.with_population()).p_alive(&case.features()).unwrap();
    assert!(alive.iter().sum::<f64>() > 0.98 * alive.len() as f64);
}

/// Rows of those who bought in the last sixty days, as `inactive:60d` has them at risk.
fn at_risk(case: &Case) -> Dataset {
    let silent = |[_, last, age]: &[f64; 3]| age - last;
    let at_risk = case.customers.iter().map(silent).enumerate();
    let rows: Vec<usize> = at_risk.filter(|(_, days)| *days <= 60.0).map(|(row, _)| row).collect();
    case.labelled().select(&rows)
}

fn mean_and_rate(model: &FittedBgNbd, rows: &Dataset) -> (f64, f64) {
    let churn = model.predict_proba(rows.features()).unwrap();
    let mean = churn.iter().sum::<f64>() / churn.len() as f64;
    (mean, rows.n_churned() as f64 / rows.n_rows() as f64)
}

#[test]
fn a_risk_set_does_not_bias_the_fit_by_labels() {
    let case = cases().dropouts;
    let rows = at_risk(&case);
    assert!(rows.n_rows() < case.customers.len() * 4 / 5);
    let (mean, rate) = mean_and_rate(&fit(&rows), &rows);
    assert!((mean - rate).abs() < 0.02, "{mean} for {rate}");
    // As if the rows of the risk set were everybody.
    let alone = rows.clone().with_population(rows.features().clone());
    let (biased, _) = mean_and_rate(&fit(&alone), &rows);
    assert!(biased < rate - 0.03, "{biased} for {rate}");
}

#[test]
fn population_of_the_latest_cutoff_of_the_rows_counts() {
    let case = cases().dropouts;
    let later = cutoff() + Span::from_days(30);
    let both = |early: &FeatureMatrix| {
        let columns: Vec<Column> = early.columns().to_vec();
        let cutoffs = [vec![cutoff(); early.n_rows()], vec![later; early.n_rows()]].concat();
        let twice = |column| {
            let late = early.values(column).iter().map(|days| days + 1.0);
            early.values(column).iter().copied().chain(late).collect::<Vec<f64>>()
        };
        let values = (0..columns.len()).flat_map(twice).collect();
        matrix_at(&cutoffs, columns, values)
    };
    let train = case.labelled().with_population(both(&case.features()));
    assert_eq!(fit(&train).parameters(), fit(&case.with_population()).parameters());
}

#[test]
fn what_is_known_of_the_labels_does_not_matter_to_a_population() {
    let case = cases().dropouts;
    let few = case.with_population().select(&(0..40).collect::<Vec<_>>());
    assert_eq!(fit(&few).parameters(), fit(&case.with_population()).parameters());
    assert_eq!(fit(&few).n_customers(), Some(400));
    assert_eq!(fit(&case.labelled()).n_customers(), None);
    let resampled = Resampled::new(BgNbd::default(), Resampling::BalancedWeights).unwrap();
    let model = resampled.fit(&case.with_population()).unwrap();
    assert_eq!(model.model().parameters(), fit(&case.with_population()).parameters());
}

#[test]
fn who_has_not_bought_yet_is_as_everybody_on_the_first_day() {
    let case = cases().dropouts;
    let model = fit(&case.with_population());
    let [nan, none, zero] = [[f64::NAN; 1], [0.0; 1], [0.0; 1]];
    for days in [nan, none] {
        let new = matrix(&[
            (number(NAMES[0]), &days),
            (number(NAMES[1]), &nan),
            (number(NAMES[2]), &nan),
        ]);
        let first = matrix(&[
            (number(NAMES[0]), &[1.0]),
            (number(NAMES[1]), &zero),
            (number(NAMES[2]), &zero),
        ]);
        let of = |features| bits(&model.predict_proba(features).unwrap());
        assert_eq!(of(&new), of(&first));
    }
}

#[test]
fn explanations_add_up_to_the_log_odds() {
    let case = cases().dropouts;
    let model = fit(&case.with_population());
    let churn = model.predict_proba(&case.features()).unwrap();
    let said = model.explain(&case.features()).unwrap();
    assert_eq!(said.unit(), Unit::LogOdds);
    for (row, churn) in churn.iter().enumerate() {
        assert!((said.margin(row) - log_odds(*churn)).abs() < 1e-9);
    }
    // Silence since the only purchase adds to the risk.
    let once = case.customers.iter().position(|[x, _, age]| *x == 0.0 && *age > 250.0).unwrap();
    assert!(said.row(once)[2] > 0.0, "{:?}", said.row(once));
}

/// Two rows, of which the second is as given.
fn rows(second: [f64; 3]) -> Dataset {
    let values = second.map(|second| [2.0, second]);
    dataset(
        matrix(&[
            (number(NAMES[0]), &values[0]),
            (number(NAMES[1]), &values[1]),
            (number(NAMES[2]), &values[2]),
        ]),
        &[true, false],
    )
}

#[test]
fn impossible_purchases_are_refused_with_the_row() {
    let missing = f64::NAN;
    let cases = [
        ([2.5, 3.0, 9.0], "`days_with_purchases` is 2.5 in row 1 (`000001`)"),
        ([-1.0, 3.0, 9.0], "`days_with_purchases` is -1 in row 1 (`000001`)"),
        ([2.0, 10.0, 9.0], "is 10 in row 1 (`000001`), and `days_since_first_purchase_day` is 9"),
        ([2.0, 3.0, missing], "`days_since_first_purchase_day` is missing or 0 in row 1"),
        ([2.0, missing, 9.0], "`days_from_first_to_last_purchase_day` is missing or 0 in row 1"),
        ([0.0, missing, 9.0], "`days_with_purchases` is missing or 0 in row 1"),
        ([missing, 3.0, 9.0], "`days_with_purchases` is missing or 0 in row 1"),
    ];
    let model = fit(&rows([3.0, 4.0, 9.0]));
    for (second, said) in cases {
        let refused = BgNbd::default().fit(&rows(second)).unwrap_err();
        assert_says(&refused, ErrorKind::Data, said);
        let refused = model.predict_proba(rows(second).features()).unwrap_err();
        assert_says(&refused, ErrorKind::Data, said);
    }
}

#[test]
fn features_without_purchase_days_are_refused_with_the_remedy() {
    let train = conformance::customers(60, 20, 1);
    let refused = BgNbd::default().fit(&train).unwrap_err();
    let said = "bgnbd reads `days_with_events`, which these features lack";
    assert_says(&refused, ErrorKind::Data, said);
    let plan = BgNbdOptions::default().columns(BgNbdColumns::new("plan", "plan", "plan"));
    let refused = BgNbd::new(plan).unwrap().fit(&train).unwrap_err();
    assert_says(&refused, ErrorKind::Data, "feature `plan` is a category");
}

#[test]
fn purchase_days_of_two_kinds_need_a_choice() {
    let days = [1.0, 3.0];
    let beside = |name: &str, estimator: AnyEstimator| {
        let columns = [NAMES[0], NAMES[1], NAMES[2], name].map(number);
        let ages = [40.0, 50.0];
        let values = [&[1.0, 2.0], &[0.0, 5.0], &ages, &days];
        let columns: Vec<(Column, &[f64])> =
            columns.into_iter().zip(values).map(|(column, of)| (column, of.as_slice())).collect();
        estimator.fit(&dataset(matrix(&columns), &[true, false]))
    };
    let refused = beside("days_with_visits", BgNbd::default().into()).unwrap_err();
    assert_says(&refused, ErrorKind::Data, "days_with_purchases, days_with_visits");
    let named = AnyEstimator::BgNbd(BgNbd::default()).with("purchase_days", NAMES[0]).unwrap();
    assert!(beside("days_with_visits", named).is_ok());
    // Those of a lookback are no choice: it needs the whole history.
    assert!(beside("days_with_purchases_90d", BgNbd::default().into()).is_ok());
}

#[test]
fn instants_of_the_first_purchase_are_days_before_the_cutoff() {
    let case = cases().dropouts;
    let to_instant = |days: &f64| (cutoff() - Span::from_days(*days as u32)).millis() as f64;
    let features = case.features();
    let instants: Vec<f64> = features.values(2).iter().map(to_instant).collect();
    let columns = [
        (number(NAMES[0]), features.values(0)),
        (number(NAMES[1]), features.values(1)),
        (crate::customers::instant(NAMES[2]), instants.as_slice()),
    ];
    let other = Dataset::from_labels(matrix(&columns), case.labels.clone(), horizon()).unwrap();
    assert_eq!(fit(&other).parameters(), fit(&case.labelled()).parameters());
}

fn horizon() -> Span {
    Span::from_days(HORIZON)
}

#[test]
fn population_is_asked_for_by_the_columns_it_reads() {
    let features = cases().dropouts.features();
    let bgnbd = || AnyEstimator::BgNbd(BgNbd::default());
    let steps: [AnyEstimator; 3] = [
        bgnbd(),
        Resampled::new(bgnbd(), Resampling::BalancedWeights).unwrap().into(),
        AnyEstimator::SoftVoting(
            SoftVoting::new(vec![
                Member { estimator: bgnbd(), weight: 1.0 },
                Member { estimator: ModelKind::Logistic.into(), weight: 1.0 },
            ])
            .unwrap(),
        ),
    ];
    for estimator in steps {
        let mut names = estimator.population_features(&features);
        names.sort_unstable();
        assert_eq!(names.len(), 3);
        assert!(NAMES.iter().all(|name| names.iter().any(|own| own == name)), "{names:?}");
    }
    let logistic = AnyEstimator::from(ModelKind::Logistic);
    assert!(logistic.population_features(&features).is_empty());
}

#[test]
fn longer_horizons_are_less_silent() {
    let case = cases().dropouts;
    let model = fit(&case.with_population());
    assert_eq!(model.horizon_days(), 60.0);
    let within = |days| model.churn_within(&case.features(), days).unwrap();
    assert!(within(30.0).iter().zip(within(60.0)).all(|(month, two)| *month > two));
    assert!(model.churn_within(&case.features(), 0.0).is_err());
}
