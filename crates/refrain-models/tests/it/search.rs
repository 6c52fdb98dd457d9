use std::error::Error as StdError;

use proptest::prelude::{Strategy as _, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use rayon::ThreadPoolBuilder;
use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba, Split};
use refrain_models::search::{
    ParameterValue, Range, Score, Search, SearchBudget, SearchOptions, SearchResult, SearchSpace,
    Setting, Strategy, TpeOptions, Trial, TrialColumn, TrialOutcome,
};
use refrain_models::{Error, ErrorKind, Logistic, LogisticOptions};

use crate::customers::{self, assert_says, refused_parameter, split};

type Cause = Box<dyn StdError + Send + Sync>;

pub(crate) fn tpe() -> Strategy {
    Strategy::Tpe(TpeOptions::default())
}

/// One range of each kind.
pub(crate) fn space() -> SearchSpace {
    SearchSpace::new([
        ("share", Range::Uniform { low: -1.0, high: 1.0 }),
        ("rate", Range::LogUniform { low: 1e-4, high: 1.0 }),
        ("depth", Range::Integer { low: 1, high: 12 }),
        ("leaves", Range::LogInteger { low: 2, high: 1024 }),
        ("growth", Range::choice(["by leaf", "by depth", "not at all"])),
    ])
    .unwrap()
}

/// Zero at one setting of [`space`], and more the farther from it.
pub(crate) fn bowl(setting: &Setting) -> Result<f64, Cause> {
    let share = setting.number("share")? - 0.4;
    let rate = (setting.number("rate")? / 0.02).ln() / 4.0;
    let depth = (setting.integer("depth")? as f64 - 9.0) / 6.0;
    let leaves = (setting.number("leaves")? / 60.0).ln() / 3.0;
    let growth = if setting.text("growth")? == "by depth" { 0.0 } else { 0.5 };
    Ok(share.powi(2) + rate.powi(2) + depth.powi(2) + leaves.powi(2) + growth)
}

pub(crate) fn options(strategy: Strategy, n_trials: usize, seed: u64) -> SearchOptions {
    SearchOptions { strategy, budget: SearchBudget::Trials(n_trials), batch: 4, seed }
}

fn minimise(options: SearchOptions) -> SearchResult {
    Search::new(space(), options).unwrap().minimise(bowl, |_| {}).unwrap()
}

/// Trials without the time they took.
pub(crate) fn timeless(trials: &[Trial]) -> Vec<(usize, Setting, TrialOutcome)> {
    let kept = |trial: &Trial| (trial.number, trial.setting.clone(), trial.outcome.clone());
    trials.iter().map(kept).collect()
}

#[test]
fn parzen_estimator_finds_better_settings_than_chance() {
    // Settings of one batch know nothing of each other, so that a greater one finds less.
    for (batch, least_better, most_of_chance) in [(1, 17, 0.5), (4, 14, 0.7)] {
        let best = |strategy, seed| {
            let options = SearchOptions { batch, ..options(strategy, 80, seed) };
            minimise(options).best_trial().score().unwrap()
        };
        let pairs: Vec<(f64, f64)> =
            (0..20).map(|seed| (best(tpe(), seed), best(Strategy::Random, seed))).collect();
        let n_better = pairs.iter().filter(|(tpe, random)| tpe < random).count();
        let (tpe, random) =
            pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        let told =
            format!("batch {batch}: better for {n_better} of 20 seeds, {tpe} against {random}");
        assert!(n_better >= least_better && tpe < most_of_chance * random, "{told}");
    }
}

#[test]
fn trials_are_the_same_on_any_number_of_threads() {
    for strategy in [tpe(), Strategy::Random, Strategy::Grid { steps: 2 }] {
        let on = |n_threads| {
            let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| timeless(&minimise(options(strategy, 30, 3)).trials))
        };
        let alone = on(1);
        assert!(alone == on(2) && alone == on(4), "{strategy}");
    }
}

#[test]
fn fewer_trials_are_the_first_of_more() {
    for strategy in [tpe(), Strategy::Random] {
        let more = timeless(&minimise(options(strategy, 30, 5)).trials);
        for n_trials in [1, 11, 12, 13, 18] {
            let fewer = timeless(&minimise(options(strategy, n_trials, 5)).trials);
            assert_eq!(fewer, more[..n_trials], "{strategy}");
        }
    }
}

#[test]
fn another_seed_gives_other_trials() {
    let first = |strategy, seed| minimise(options(strategy, 1, seed)).trials[0].setting.clone();
    assert_ne!(first(Strategy::Random, 1), first(Strategy::Random, 2));
    // The same batch draws from the same state, and still not the same settings.
    let trials = minimise(options(tpe(), 24, 1)).trials;
    assert!(trials[20..24].windows(2).all(|pair| pair[0].setting != pair[1].setting));
}

#[test]
fn grid_is_every_combination_once_and_ends_by_itself() {
    let space = SearchSpace::new([
        ("rate", Range::LogUniform { low: 0.01, high: 1.0 }),
        ("share", Range::Uniform { low: 0.1, high: 0.3 }),
        ("depth", Range::Integer { low: 1, high: 2 }),
        ("growth", Range::choice(["leaf", "depth"])),
    ])
    .unwrap();
    let options = options(Strategy::Grid { steps: 3 }, 1000, 0);
    let zero = |_: &Setting| Ok(0.0);
    let result = Search::new(space, options).unwrap().minimise(zero, |_| {}).unwrap();
    let mut expected = Vec::new();
    for rate in ["0.01", "0.1", "1"] {
        for share in ["0.1", "0.2", "0.3"] {
            for depth in [1, 2] {
                for growth in ["leaf", "depth"] {
                    expected
                        .push(format!("rate={rate} share={share} depth={depth} growth={growth}"));
                }
            }
        }
    }
    let found: Vec<String> = result.trials.iter().map(|trial| trial.setting.to_string()).collect();
    assert_eq!(found, expected);
    assert_eq!(result.best, 0, "the first of equals");
}

#[test]
fn grid_of_a_logarithmic_whole_range_names_each_number_once() {
    let space = SearchSpace::new([("leaves", Range::LogInteger { low: 1, high: 8 })]).unwrap();
    let leaves = |steps| {
        let search = Search::new(space.clone(), options(Strategy::Grid { steps }, 99, 0)).unwrap();
        let trials = search.minimise(|_| Ok(0.0), |_| {}).unwrap().trials;
        let leaves = trials.iter().map(|trial| trial.setting.integer("leaves").unwrap());
        leaves.collect::<Vec<i64>>()
    };
    assert_eq!(leaves(4), [1, 2, 4, 8]);
    assert_eq!(leaves(50), [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn every_value_drawn_lies_in_its_range() {
    let ends = || (-1e6..1e6_f64, 1e-9..1e6_f64);
    let whole = || (1..1_000_000_i64, 1..1_000_000_i64);
    let range = prop_oneof![
        ends().prop_map(|(low, width)| Range::Uniform { low, high: low + width }),
        ends().prop_map(|(_, low)| Range::LogUniform { low, high: 3.0 * low }),
        whole().prop_map(|(low, width)| Range::Integer { low: -low, high: width - low }),
        whole().prop_map(|(low, width)| Range::LogInteger { low, high: low + width }),
        (1..5_i64).prop_map(|n_values| Range::choice(0..n_values)),
    ];
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 60, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let checked = runner.run(&(range, any::<u64>()), |(range, seed)| {
        for strategy in [tpe(), Strategy::Random, Strategy::Grid { steps: 7 }] {
            let space = SearchSpace::new([("x", range.clone())]).unwrap();
            let search = Search::new(space, options(strategy, 30, seed)).unwrap();
            let low = |setting: &Setting| Ok(setting.number("x")?);
            for trial in search.minimise(low, |_| {}).unwrap().trials {
                let value = trial.setting.value("x").unwrap();
                assert!(is_in(&range, value), "{value} is not in {range}");
            }
        }
        Ok(())
    });
    checked.unwrap();
}

#[test]
fn values_of_a_logarithmic_range_of_a_few_bits_stay_in_it() {
    for low in [0.3, 0.7, 1e-5, 12.0, 1e9] {
        let range = Range::LogUniform { low, high: low + 3.0 * f64::EPSILON * low };
        let space = SearchSpace::new([("x", range.clone())]).unwrap();
        let search = Search::new(space, options(Strategy::Random, 200, 1)).unwrap();
        for trial in search.minimise(|_| Ok(0.0), |_| {}).unwrap().trials {
            let value = trial.setting.value("x").unwrap();
            assert!(is_in(&range, value), "{value} is not in {range}");
        }
    }
}

fn is_in(range: &Range, value: &ParameterValue) -> bool {
    match (range, value) {
        (
            Range::Uniform { low, high } | Range::LogUniform { low, high },
            ParameterValue::Number(x),
        ) => low <= x && x <= high,
        (
            Range::Integer { low, high } | Range::LogInteger { low, high },
            ParameterValue::Integer(x),
        ) => low <= x && x <= high,
        (Range::Choice(values), value) => values.contains(value),
        _ => false,
    }
}

#[test]
fn ends_of_a_whole_range_are_drawn_as_often_as_its_middle() {
    let space = SearchSpace::new([("x", Range::Integer { low: 0, high: 4 })]).unwrap();
    let search = Search::new(space, options(Strategy::Random, 5000, 9)).unwrap();
    let trials = search.minimise(|_| Ok(0.0), |_| {}).unwrap().trials;
    for x in 0..5 {
        let n = trials.iter().filter(|trial| trial.setting.integer("x").unwrap() == x).count();
        // Three standard deviations of a count of 1,000 in 5,000.
        assert!(n.abs_diff(1000) < 85, "{x} was drawn {n} times");
    }
}

#[test]
fn budget_of_seconds_ends_and_gives_the_first_trials_of_the_same_search() {
    let options = SearchOptions { budget: SearchBudget::Seconds(0.05), ..options(tpe(), 1, 6) };
    let within = minimise(options);
    assert!(within.trials.len() >= 4 && within.trials.len().is_multiple_of(4));
    let same = minimise(self::options(tpe(), within.trials.len(), 6));
    assert_eq!(timeless(&within.trials), timeless(&same.trials));
    let at_once = minimise(SearchOptions { budget: SearchBudget::Seconds(0.0), ..options });
    assert_eq!(at_once.trials.len(), 4, "one batch at the least");
}

#[test]
fn trials_that_fail_are_told_and_are_worse_than_any_other() {
    let only_small = |setting: &Setting| match setting.number("share")? {
        share if share > 0.5 => Err("too \"large\"\nby far".into()),
        share if share > 0.0 => Ok(f64::NAN),
        _ => bowl(setting),
    };
    let search = Search::new(space(), options(tpe(), 40, 8)).unwrap();
    let result = search.minimise(only_small, |_| {}).unwrap();
    let errors: Vec<&str> = result.trials.iter().filter_map(Trial::error).collect();
    assert!(errors.contains(&"too \"large\"\nby far") && errors.contains(&"the objective is NaN"));
    assert!(result.best_trial().setting.number("share").unwrap() <= 0.0);
    let late = result.trials[20..].iter().filter(|trial| trial.score().is_some()).count();
    assert!(late >= 15, "the search avoids what fails: {late} of 20 scored");
}

#[test]
fn search_in_which_every_trial_fails_gives_the_first_cause() {
    let search = Search::new(space(), options(Strategy::Random, 5, 1)).unwrap();
    let misspelt = |setting: &Setting| Ok(setting.number("shares")?);
    let error = search.minimise(misspelt, |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "none of 5 trials succeeded");
    let cause = error.source().unwrap().to_string();
    assert_eq!(cause, "no parameter is named `shares` (did you mean `share`?)");
}

#[test]
fn progress_sees_every_trial_once_in_order() {
    let mut seen = Vec::new();
    let search = Search::new(space(), options(tpe(), 10, 1)).unwrap();
    let result = search.minimise(bowl, |trial| seen.push(trial.clone())).unwrap();
    assert_eq!(seen, result.trials);
    assert!(seen.iter().enumerate().all(|(number, trial)| trial.number == number));
}

fn halves(n_rows: usize) -> Vec<Split> {
    let (even, odd): (Vec<usize>, Vec<usize>) = (0..n_rows).partition(|row| row % 2 == 0);
    vec![split(even.clone(), odd.clone()), split(odd, even)]
}

fn penalties() -> SearchSpace {
    SearchSpace::new([("l2", Range::LogUniform { low: 1e-2, high: 1e5 })]).unwrap()
}

fn logistic(setting: &Setting) -> Result<Logistic, Error> {
    Logistic::new(LogisticOptions { l2: setting.number("l2")?, ..LogisticOptions::default() })
}

#[test]
fn score_is_the_log_loss_over_the_test_rows_of_all_splits_by_weight() {
    let weights: Vec<f64> = (0..120).map(|row| f64::from(row % 3)).collect();
    let train = customers::random(120, 30, 41).weighted(weights.clone()).unwrap();
    let search = Search::new(penalties(), options(Strategy::Grid { steps: 2 }, 2, 0)).unwrap();
    let splits = halves(120);
    let result = search.run(&train, &splits, logistic, |_| {}).unwrap();
    let model = logistic(&result.trials[1].setting).unwrap();
    let (mut loss, mut weight) = (0.0, 0.0);
    for split in &splits {
        let model = model.fit(&train.select(&split.train)).unwrap();
        let churn = model.predict_proba(train.select(&split.test).features()).unwrap();
        for (row, churn) in split.test.iter().zip(churn) {
            let given = if train.labels()[*row] { churn } else { 1.0 - churn };
            loss -= weights[*row] * given.ln();
            weight += weights[*row];
        }
    }
    let score = result.trials[1].score().unwrap();
    assert!((score - loss / weight).abs() < 1e-12, "{score}");
    assert_eq!(result.trials[1].split_scores().len(), 2);
}

#[test]
fn fits_are_searched_alike_on_any_number_of_threads() {
    let train = customers::random(200, 60, 46);
    let splits = halves(200);
    let options = SearchOptions {
        strategy: Strategy::Tpe(TpeOptions { startup_trials: 4, ..TpeOptions::default() }),
        ..options(tpe(), 14, 2)
    };
    let on = |n_threads| {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let search = Search::new(penalties(), options).unwrap();
        let result = pool.install(|| search.run(&train, &splits, logistic, |_| {})).unwrap();
        (timeless(&result.trials), result.best)
    };
    let alone = on(1);
    assert!(alone == on(2) && alone == on(4));
}

#[test]
fn fit_that_fails_is_told_with_its_causes() {
    let train = customers::random(20, 1, 47);
    let churned = train.labels().iter().position(|churned| *churned).unwrap();
    let stay = (0..20).filter(|row| *row != churned).collect();
    let splits = [split(stay, vec![churned])];
    let search = Search::new(penalties(), options(Strategy::Random, 3, 0)).unwrap();
    let error = search.run(&train, &splits, logistic, |_| {}).unwrap_err();
    assert_says(&error, ErrorKind::Data, "none of 3 trials succeeded");
    assert!(error.source().unwrap().to_string().starts_with("0 of 19 training rows churned"));
}

#[test]
fn score_may_be_any_function_and_undefined_for_a_split() {
    let train = customers::random(120, 30, 42);
    let first_to_churn = train.labels().iter().position(|churned| *churned).unwrap();
    let others = (0..120).filter(|row| *row != first_to_churn).collect();
    let one_class = split(others, vec![first_to_churn]);
    let splits = [one_class, halves(120).remove(0)];
    let gap = Score::new("gap", |labels: &[bool], churn: &[f64]| {
        let mean = |of: bool| {
            let chosen = labels.iter().zip(churn).filter(|(label, _)| **label == of);
            let chosen: Vec<f64> = chosen.map(|(_, churn)| *churn).collect();
            chosen.iter().sum::<f64>() / chosen.len() as f64
        };
        if !labels.contains(&false) {
            return Err("nobody stays".into());
        }
        Ok(mean(false) - mean(true))
    });
    let search = Search::new(penalties(), options(Strategy::Random, 4, 0)).unwrap().scored_by(gap);
    let result = search.run(&train, &splits, logistic, |_| {}).unwrap();
    for trial in &result.trials {
        assert!(trial.split_scores()[0].is_none() && trial.split_scores()[1].unwrap() < 0.0);
    }
}

#[test]
fn splits_that_cannot_score_are_refused() {
    let train = customers::random(10, 4, 43);
    let search = Search::new(penalties(), options(Strategy::Random, 1, 0)).unwrap();
    let refused = |train: &Dataset, splits: &[Split]| {
        search.run(train, splits, logistic, |_| {}).unwrap_err().to_string()
    };
    let by_hand = |train: &[usize], test: &[usize]| split(train.to_vec(), test.to_vec());
    assert!(refused(&train, &[]).starts_with("there is no split"));
    for (bad, said) in [
        (by_hand(&[], &[1]), "split 1 has no row to fit on"),
        (by_hand(&[1], &[]), "split 1 has no row to score"),
        (by_hand(&[1, 10], &[2]), "split 1 has a row that the dataset does not have"),
        (by_hand(&[1], &[2, 10]), "split 1 has a row that the dataset does not have"),
        (by_hand(&[1, 2], &[3, 2]), "split 1 scores a row that it is fitted on"),
    ] {
        assert_eq!(refused(&train, &[by_hand(&[1], &[2]), bad]), said);
    }
    let only_first: Vec<f64> = (0..10).map(|row| f64::from(u8::from(row == 0))).collect();
    let weighted = train.clone().weighted(only_first).unwrap();
    let said = refused(&weighted, &[by_hand(&[0, 1], &[2, 3])]);
    assert_eq!(said, "split 0 has no weight in the rows to score");
}

/// Fits nothing and predicts the number it was made with.
struct Says(f64);

struct Said(Vec<String>, f64);

impl Fit for Says {
    type Fitted = Said;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<Said, Error> {
        Ok(Said(train.features().names().map(str::to_owned).collect(), self.0))
    }
}

impl PredictProba for Said {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        &self.0
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        Ok(vec![self.1; features.n_rows()])
    }
}

#[test]
fn estimators_made_elsewhere_are_searched_and_held_to_probabilities() {
    let train = customers::random(40, 10, 44);
    let space = SearchSpace::new([("churn", Range::choice([-0.5, 0.25, 0.75, 1.5]))]).unwrap();
    let search = Search::new(space, options(Strategy::Grid { steps: 2 }, 9, 0)).unwrap();
    let says = |setting: &Setting| setting.number("churn").map(Says);
    let result = search.run(&train, &halves(40), says, |_| {}).unwrap();
    assert_eq!(result.best_trial().setting.to_string(), "churn=0.25");
    let told = Some("the model gives row 0 the value 1.5, which is no probability");
    assert_eq!(result.trials[3].error(), told);
    assert!(result.trials[0].error().is_some());
}

#[test]
fn trials_become_columns_with_nan_and_empty_text_for_nothing() {
    let train = customers::random(40, 10, 45);
    let space = SearchSpace::new([
        ("churn", Range::choice([0.25, 1.5])),
        ("word", Range::choice(["yes", "no"])),
    ]);
    let search = Search::new(space.unwrap(), options(Strategy::Grid { steps: 2 }, 9, 0)).unwrap();
    let says = |setting: &Setting| setting.number("churn").map(Says);
    let table = search.run(&train, &halves(40), says, |_| {}).unwrap().table();
    let names: Vec<&str> = table.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "trial",
        "score",
        "seconds",
        "setting_churn",
        "setting_word",
        "split_1",
        "split_2",
        "error",
    ];
    assert_eq!(names, expected);
    let numbers = |column: usize| match &table[column].1 {
        TrialColumn::Numbers(numbers) => numbers.clone(),
        TrialColumn::Texts(texts) => panic!("{texts:?}"),
    };
    let texts = |column: usize| match &table[column].1 {
        TrialColumn::Texts(texts) => texts.clone(),
        TrialColumn::Numbers(numbers) => panic!("{numbers:?}"),
    };
    assert_eq!(numbers(3), [0.25, 0.25, 1.5, 1.5]);
    assert_eq!(texts(4), ["yes", "no", "yes", "no"]);
    assert!(numbers(1)[1].is_finite() && numbers(1)[2].is_nan() && numbers(6)[2].is_nan());
    assert!(texts(7)[0].is_empty() && texts(7)[3].contains("no probability"));
}

#[test]
fn spaces_with_nothing_to_search_are_refused() {
    let refused = |range: Range| SearchSpace::new([("x", range)]).unwrap_err();
    let none: [(&str, Range); 0] = [];
    let empty = SearchSpace::new(none).unwrap_err();
    assert_says(&empty, ErrorKind::Argument, "the search space has no parameter");
    let x = || ("x", Range::Uniform { low: 0.0, high: 1.0 });
    let twice = SearchSpace::new([x(), x()]).unwrap_err();
    assert_says(&twice, ErrorKind::Argument, "has two parameters named `x`");
    for (low, high) in [(1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
        let said = format!("the range of `x` is from {low} to {high};");
        assert_says(&refused(Range::Uniform { low, high }), ErrorKind::Argument, &said);
    }
    let wide = Range::Uniform { low: -f64::MAX, high: f64::MAX };
    assert_says(&refused(wide), ErrorKind::Argument, "the range of `x` is from -179769");
    for (low, high) in [(3, 3), (4, 3), (0, i64::MAX), (i64::MIN, 0)] {
        let said = format!("the range of `x` is from {} to {};", low as f64, high as f64);
        assert_says(&refused(Range::Integer { low, high }), ErrorKind::Argument, &said);
    }
    let zero = refused(Range::LogUniform { low: 0.0, high: 1.0 });
    let said = "the range of `x` begins at 0, and a logarithm needs more than zero";
    assert_says(&zero, ErrorKind::Argument, said);
    assert_says(&refused(Range::LogInteger { low: 0, high: 9 }), ErrorKind::Argument, said);
    let choices = [
        (Range::Choice(vec![]), "none"),
        (Range::choice(["a", "a"]), "not all different"),
        (Range::choice([f64::NAN]), "not all finite"),
    ];
    for (bad, problem) in choices {
        let said = format!("the choices of `x` are {problem}");
        assert_says(&refused(bad), ErrorKind::Argument, &said);
    }
}

#[test]
fn options_outside_their_range_are_refused_by_name() {
    let refused = |options| refused_parameter(&Search::new(space(), options).unwrap_err());
    let good = SearchOptions::default();
    let with = |strategy| SearchOptions { strategy, ..good };
    for batch in [0, 10_001, usize::MAX] {
        assert_eq!(refused(SearchOptions { batch, ..good }), "batch");
    }
    assert_eq!(refused(SearchOptions { budget: SearchBudget::Trials(0), ..good }), "trials");
    for seconds in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            refused(SearchOptions { budget: SearchBudget::Seconds(seconds), ..good }),
            "seconds"
        );
    }
    for steps in [0, 1, usize::MAX] {
        assert_eq!(refused(with(Strategy::Grid { steps })), "steps");
    }
    let tpe = TpeOptions::default();
    assert_eq!(refused(with(Strategy::Tpe(TpeOptions { candidates: 0, ..tpe }))), "candidates");
    for good_share in [0.0, 1.0, f64::NAN] {
        let strategy = Strategy::Tpe(TpeOptions { good_share, ..tpe });
        assert_eq!(refused(with(strategy)), "good_share");
    }
}

#[test]
fn setting_gives_each_value_as_what_it_is() {
    let values = [
        ("a", ParameterValue::from(0.05)),
        ("b", ParameterValue::from(31)),
        ("c", ParameterValue::from("gini")),
    ];
    let setting: Setting =
        values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    assert_eq!(setting.to_string(), "a=0.05 b=31 c=gini");
    assert_eq!(setting.number("a").unwrap(), 0.05);
    assert_eq!(setting.number("b").unwrap(), 31.0);
    assert_eq!(setting.integer("b").unwrap(), 31);
    assert_eq!(setting.text("c").unwrap(), "gini");
    let said = |error: Error| error.to_string();
    let a_text = "parameter `c` is gini, and was asked for as a number";
    assert_eq!(said(setting.number("c").unwrap_err()), a_text);
    assert!(setting.integer("a").is_err() && setting.text("a").is_err());
    assert!(said(setting.number("d").unwrap_err()).starts_with("no parameter is named `d`"));
}

#[test]
fn setting_survives_json_in_its_order() {
    let json = r#"{"z":0.5,"b":31,"a":"gini","c":2.0}"#;
    let setting: Setting = serde_json::from_str(json).unwrap();
    assert_eq!(setting.to_string(), "z=0.5 b=31 a=gini c=2");
    assert!(setting.integer("c").is_err(), "a number stays one although it is whole");
    assert_eq!(serde_json::to_string(&setting).unwrap(), json);
}
