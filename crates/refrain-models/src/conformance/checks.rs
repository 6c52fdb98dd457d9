//! The list of checks, each a sentence of what an estimator owes.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba, Unit, logistic, predict_checked};

use super::customers::customers;
use super::rebuilt::{with_columns, with_values};

/// The fault in words, `Ok` if there is none.
type Found = Result<(), String>;

/// A sentence and the check of it.
pub(super) type Check<E> = (&'static str, fn(&E) -> Found);

/// Sums of floats in another order end in other last bits.
const ROUNDING: f64 = 1e-6;

/// The columns of [`customers`] in another order.
const OTHER_ORDER: [usize; 5] = [3, 0, 4, 2, 1];

pub(super) fn all<E: Fit + Sync>() -> Vec<Check<E>> {
    vec![
        ("the same rows give the same probabilities", same_rows),
        ("the number of threads changes nothing", threads),
        ("the order of the rows changes nothing", order_of_rows),
        ("the order of the columns changes nothing", order_of_columns),
        ("a row's probability does not depend on its neighbours", neighbours),
        ("probabilities are those of churn, whichever class is more frequent", of_churn),
        ("rows of one class are refused", one_class),
        ("an empty dataset is refused", no_rows),
        ("missing values give probabilities or are refused", missing_values),
        ("values of any size give probabilities or are refused", any_size),
        ("a row of weight zero counts for nothing, or weights are refused", weight_zero),
        ("the model names its features in order", feature_names),
        ("other features are refused", other_features),
        ("a matrix without rows gets no probabilities", nobody_to_predict),
        ("explanations belong to the probabilities", explanation),
    ]
}

fn fit<E: Fit>(estimator: &E, train: &Dataset) -> Result<E::Fitted, String> {
    estimator.fit(train).map_err(|error| format!("it does not fit {}: {error}", rows(train)))
}

fn rows(train: &Dataset) -> String {
    format!("{} rows of which {} churned", train.n_rows(), train.n_churned())
}

/// The probabilities of a model, one a row and each between 0 and 1.
fn predict<M: PredictProba>(model: &M, features: &FeatureMatrix) -> Result<Vec<f64>, String> {
    predict_checked(model, features).map_err(|error| error.to_string())
}

fn fit_predict<E: Fit>(estimator: &E, train: &Dataset, test: &Dataset) -> Result<Vec<f64>, String> {
    predict(&fit(estimator, train)?, test.features())
}

/// Compares probabilities that should be equal, up to a distance.
fn same(once: &[f64], again: &[f64], within: f64) -> Found {
    let mut pairs = once.iter().zip(again).enumerate();
    match pairs.find(|(_, (once, again))| (*once - *again).abs() > within) {
        None => Ok(()),
        Some((row, (once, again))) => Err(format!("row {row} has {once}, and then {again}")),
    }
}

fn same_rows<E: Fit>(estimator: &E) -> Found {
    let (train, test) = (customers(400, 90, 11), customers(50, 10, 12));
    let once = fit_predict(estimator, &train, &test)?;
    same(&once, &fit_predict(estimator, &train, &test)?, 0.0)
}

fn threads<E: Fit + Sync>(estimator: &E) -> Found {
    let (train, test) = (customers(400, 90, 11), customers(50, 10, 12));
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
        let pool = pool.map_err(|error| format!("there is no pool of threads: {error}"))?;
        pool.install(|| fit_predict(estimator, &train, &test))
    };
    same(&on(1)?, &on(3)?, 0.0)
}

fn order_of_rows<E: Fit>(estimator: &E) -> Found {
    let (train, test) = (customers(400, 90, 13), customers(50, 10, 14));
    let mut order: Vec<usize> = (0..400).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(15));
    let straight = fit_predict(estimator, &train, &test)?;
    same(&straight, &fit_predict(estimator, &train.select(&order), &test)?, ROUNDING)
}

fn order_of_columns<E: Fit>(estimator: &E) -> Found {
    let (train, test) = (customers(400, 90, 26), customers(50, 10, 27));
    let straight = fit_predict(estimator, &train, &test)?;
    let reordered = |data| with_columns(data, &OTHER_ORDER);
    same(&straight, &fit_predict(estimator, &reordered(&train), &reordered(&test))?, ROUNDING)
}

fn neighbours<E: Fit>(estimator: &E) -> Found {
    let (train, test) = (customers(400, 90, 13), customers(50, 10, 14));
    let model = fit(estimator, &train)?;
    let all = predict(&model, test.features())?;
    for row in [0, 17, 49] {
        let alone = predict(&model, &test.features().select(&[row]))?[0];
        if (alone - all[row]).abs() > 1e-9 {
            return Err(format!("row {row} has {alone} alone and {} among others", all[row]));
        }
    }
    Ok(())
}

fn of_churn<E: Fit>(estimator: &E) -> Found {
    for n_churned in [20, 100, 180] {
        let train = customers(200, n_churned, 21);
        let churn = fit_predict(estimator, &train, &train)?;
        let (found, share) = (mean(churn.iter().copied()), n_churned as f64 / 200.0);
        if (found - share).abs() > 0.1 {
            return Err(format!("the mean is {found:.3} where {share} churned"));
        }
        let of = |churned: bool| {
            let rows = churn.iter().zip(train.labels()).filter(|(_, label)| **label == churned);
            mean(rows.map(|(churn, _)| *churn))
        };
        let (churned, stayed) = (of(true), of(false));
        if churned < stayed - ROUNDING {
            return Err(format!(
                "where {share} churned, they have {churned:.3} on average and those who stayed \
                 {stayed:.3}"
            ));
        }
    }
    Ok(())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

fn one_class<E: Fit>(estimator: &E) -> Found {
    for n_churned in [0, 30] {
        let train = customers(30, n_churned, 16);
        if estimator.fit(&train).is_ok() {
            return Err(format!("it fits {}", rows(&train)));
        }
    }
    Ok(())
}

fn no_rows<E: Fit>(estimator: &E) -> Found {
    let fitted = estimator.fit(&customers(30, 5, 17).select(&[]));
    if fitted.is_ok() { Err("it fits no row".to_owned()) } else { Ok(()) }
}

/// Checks that a model refuses features or gives probabilities; anything else is broken.
fn predicts_or_refuses<M: PredictProba>(model: &M, features: &FeatureMatrix) -> Found {
    if model.predict_proba(features).is_ok() { predict(model, features).map(drop) } else { Ok(()) }
}

fn missing_values<E: Fit>(estimator: &E) -> Found {
    let train = customers(60, 15, 19);
    let nothing = with_values(&train, |_, _| f64::NAN);
    for train in [&train, &nothing] {
        if let Ok(model) = estimator.fit(train) {
            predicts_or_refuses(&model, nothing.features())?;
        }
    }
    Ok(())
}

fn any_size<E: Fit>(estimator: &E) -> Found {
    let train = customers(300, 20, 20);
    let model = fit(estimator, &train)?;
    for extreme in [1e300, -1e300, 1e18] {
        for place in [0, 1, 3] {
            let moved = |column, value| if column == place { extreme } else { value };
            predicts_or_refuses(&model, with_values(&train, moved).features())?;
        }
    }
    Ok(())
}

fn weight_zero<E: Fit>(estimator: &E) -> Found {
    let (train, test) = (customers(300, 80, 29), customers(50, 10, 30));
    let counting: Vec<usize> = (0..300).filter(|row| row % 3 > 0).collect();
    let weights = (0..300).map(|row| f64::from(u8::from(row % 3 > 0))).collect();
    let weighted = train.clone().weighted(weights).expect("weights of 0 and 1");
    let Ok(model) = estimator.fit(&weighted) else { return Ok(()) };
    let without = fit_predict(estimator, &train.select(&counting), &test)?;
    same(&without, &predict(&model, test.features())?, ROUNDING)
}

fn feature_names<E: Fit>(estimator: &E) -> Found {
    let train = customers(60, 15, 25);
    let model = fit(estimator, &train)?;
    let own = model.feature_names();
    if train.features().names().eq(own.iter().map(String::as_str)) {
        return Ok(());
    }
    Err(format!("it names {own:?}, fitted on {:?}", train.features().names().collect::<Vec<_>>()))
}

fn other_features<E: Fit>(estimator: &E) -> Found {
    let train = customers(60, 15, 25);
    let model = fit(estimator, &train)?;
    if model.predict_proba(with_columns(&train, &[0, 2, 3, 4]).features()).is_ok() {
        return Err("it predicts without `songs_7d`, which it was fitted on".to_owned());
    }
    let reordered = with_columns(&train, &OTHER_ORDER);
    if model.predict_proba(reordered.features()).is_err() {
        return Ok(());
    }
    // A model may find its columns by name; by their places it takes one for another.
    same(&predict(&model, train.features())?, &predict(&model, reordered.features())?, ROUNDING)
        .map_err(|found| format!("it takes columns in another order for others: {found}"))
}

fn nobody_to_predict<E: Fit>(estimator: &E) -> Found {
    let train = customers(60, 15, 25);
    predict(&fit(estimator, &train)?, &train.features().select(&[])).map(drop)
}

fn explanation<E: Fit>(estimator: &E) -> Found {
    let (train, test) = (customers(300, 80, 31), customers(60, 15, 32));
    let model = fit(estimator, &train)?;
    let Some(explainer) = model.explainer() else { return Ok(()) };
    let churn = predict(&model, test.features())?;
    let said = explainer.explain(test.features()).map_err(|error| error.to_string())?;
    if said.names() != model.feature_names() {
        return Err(format!("it explains by {:?}", said.names()));
    }
    for row in 0..test.n_rows() {
        if let Some(place) = said.row(row).iter().position(|amount| !amount.is_finite()) {
            let (name, amount) = (&said.names()[place], said.row(row)[place]);
            return Err(format!("`{name}` adds {amount} to row {row}"));
        }
    }
    let margin = |row: usize| match said.unit() {
        Unit::LogOdds => logistic(said.margin(row)),
        Unit::Probability => said.margin(row),
    };
    let mut order: Vec<usize> = (0..test.n_rows()).collect();
    order.sort_by(|a, b| margin(*a).total_cmp(&margin(*b)));
    let apart = |pair: &&[usize]| margin(pair[1]) - margin(pair[0]) > ROUNDING;
    // Steps after the margin, such as a calibration, may be flat but never fall.
    let falls = |pair: &&[usize]| churn[pair[1]] < churn[pair[0]] - ROUNDING;
    match order.windows(2).filter(apart).find(falls) {
        None => Ok(()),
        Some(pair) => Err(format!(
            "row {} has a higher margin than row {} and a lower probability",
            pair[1], pair[0]
        )),
    }
}
