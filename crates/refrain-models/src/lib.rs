//! Churn estimators behind one trait: searched, calibrated, explained, saved and loaded.
//!
//! For anyone who has features and labels of customers and wants the probability that each one
//! leaves, with the reasons, and for programs that keep a model in a file and score with it later.
//!
//! [`BaseRate`] and [`RecencyRule`] are what a model has to beat. [`Logistic`] and [`LinearSvm`] see
//! features through a [`Preprocess`] that is fitted on training rows only; [`NaiveBayes`],
//! [`DecisionTree`], [`RandomForest`] and [`GradientBoosting`] take them as they are, and
//! [`ExposureHazard`] knows how leaving begins. Each implements [`Fit`](refrain_core::Fit), and what
//! it fits implements [`PredictProba`](refrain_core::PredictProba) and [`Explain`].
//!
//! [`Blend`] is the mean of several, [`Rebalanced`] fits one on other proportions of classes,
//! [`Calibrated`] together with a curve that makes its probabilities come true. [`search`] looks for
//! parameters, [`partial_dependence()`] shows what a model makes of one feature, and [`in_words`] says
//! what a feature tells of a customer. [`SavedModel`] puts a model into a file, [`AnyEstimator`]
//! chooses one by [name](ModelKind).
//!
//! When customers leave, and not only whether, is the business of [`KaplanMeier`], [`Cox`] and
//! [`DiscreteHazard`] (any horizon from one fit).
//!
//! ```
//! use std::sync::Arc;
//!
//! use refrain_core::{
//!     Column, Dataset, EntityIdx, FeatureMatrix, Fit, Observation, Outcome, PredictProba, Span,
//!     Strings, Time,
//! };
//! use refrain_models::{Explain, Logistic};
//!
//! // Four customers on day 30: days since their last event, and songs in the week before.
//! let cutoff = Time::from_millis(0) + Span::from_days(30);
//! let entities = Arc::new(Strings::from_unsorted(["ada", "bob", "cleo", "dan"]));
//! let observations = (0..4).map(|n| Observation { entity: EntityIdx::new(n), cutoff }).collect();
//! let columns = vec![
//!     Column::number("recency_days", "days since the last event").unit("d"),
//!     Column::number("songs_7d", "songs in the last 7 days").unit("events"),
//! ];
//! let values = vec![0.5, 1.0, 9.0, 12.0, 80.0, 75.0, 0.0, f64::NAN];
//! let features = FeatureMatrix::new(entities, observations, columns, values)?;
//!
//! let gone = Outcome::Churned { at: cutoff + Span::from_days(2) };
//! let outcomes = [Outcome::Retained, Outcome::Retained, gone, gone];
//! let train = Dataset::new(features, &outcomes, vec![cutoff + Span::from_days(10); 4])?;
//!
//! let model = Logistic::default().fit(&train)?;
//! let churn = model.predict_proba(train.features())?;
//! assert!(churn[0] < 0.5 && churn[3] > 0.5);
//!
//! let reason = &model.explain(train.features())?.loudest(2, 1)[0];
//! assert_eq!(reason.feature, "songs_7d");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It does not compute features or labels or measure how good a model is, beyond the score of a
//! search, and it never reads a log. Missing values (NaN) are its business; infinite ones
//! are refused. Model files hold the models of this crate only; an estimator made elsewhere works
//! with the rest of refrain through the traits of `refrain-core`, and is stored by its maker.

mod any;
mod base_rate;
mod blend;
mod calibrated;
mod calibration;
mod cells;
mod encoding;
mod entity_hash;
mod error;
mod explain;
mod format;
mod header;
mod kind;
mod linear;
mod linear_svm;
mod log_odds;
mod logistic;
mod moments;
mod naive_bayes;
mod nearest;
mod nesting;
mod parameters;
mod partial_dependence;
mod preprocess;
mod rebalanced;
mod recency_rule;
mod replace;
mod rising_rates;
mod saved;
pub mod search;
mod signature;
mod stored;
mod summary;
mod survival;
mod training_rows;
mod tree_columns;
mod tree_models;
mod view;
mod wording;

pub use any::{AnyEstimator, AnyModel};
pub use base_rate::{BaseRate, FittedBaseRate};
pub use blend::{Blend, FittedBlend, Voter};
pub use calibrated::{Calibrated, CalibrationOptions, FittedCalibrated};
pub use calibration::{Calibration, FittedCalibration};
pub use error::Error;
pub use explain::{Contribution, Explain, Explanation, Unit};
pub use header::{FeatureDefinition, HeaderFigure, ModelHeader, TrainingDescription};
pub use kind::ModelKind;
pub use linear_svm::{FittedLinearSvm, LinearSvm, LinearSvmOptions};
pub use logistic::{FittedLogistic, Logistic, LogisticOptions};
pub use naive_bayes::{FittedNaiveBayes, NaiveBayes, NaiveBayesOptions};
/// The arrays that [`view`] and [`FittedPreprocess::transform`] give.
pub use ndarray;
pub use partial_dependence::{
    FeatureValue, PartialDependence, PartialDependenceOptions, PartialDependencePoint,
    partial_dependence,
};
pub use preprocess::{
    FittedPreprocess, Impute, Log1p, Missing, Preprocess, PreprocessOptions, Scaling,
};
pub use rebalanced::{Balance, FittedRebalanced, Rebalanced};
pub use recency_rule::{FittedRecencyRule, RecencyRule};
/// The trees of [`FittedTrees`], and their parameters.
pub use refrain_trees as trees;
pub use saved::SavedModel;
pub use summary::{Learned, ModelSummary};
pub use survival::{
    Cox, CoxOptions, CumulativeHazard, CurvePoint, DiscreteHazard, DiscreteHazardOptions, Exposure,
    ExposureHazard, ExposureOptions, FittedCox, FittedDiscreteHazard, FittedExposureHazard,
    Followed, KaplanMeier, Lifetime, Per, Signal, SurvivalCurve, Ties,
};
pub use tree_models::{DecisionTree, FittedTrees, GradientBoosting, RandomForest, Stopping};
pub use view::view;
pub use wording::in_words;
