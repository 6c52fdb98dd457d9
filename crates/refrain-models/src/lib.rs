//! Churn estimators behind one trait: searched, calibrated, explained, saved and loaded.
//!
//! For anyone who has features and labels of customers and wants the probability that each one
//! leaves, with the reasons, and for programs that keep a model in a file and score with it later.
//!
//! [`BaseRate`] and [`RecencyRule`] are what a model has to beat. [`Logistic`] and [`LinearSvm`]
//! see features through a [`Preprocess`] that is fitted on training rows only; [`NaiveBayes`],
//! [`DecisionTree`], [`RandomForest`] and [`GradientBoosting`] take them as they are, and
//! [`ExposureHazard`] knows how leaving begins. Each implements [`Fit`](refrain_core::Fit), and
//! what it fits implements [`PredictProba`](refrain_core::PredictProba) and [`Explain`].
//!
//! [`SoftVoting`] is the mean of several, [`Resampled`] fits one with class weights or resampling,
//! [`Calibrated`] together with a curve that makes its probabilities come true. [`search`] looks
//! for parameters, [`partial_dependence()`] shows what a model makes of one feature, and
//! [`in_words`] says what a feature tells of a customer. [`SavedModel`] puts a model into a file,
//! [`AnyEstimator`] chooses one by [name](ModelKind).
//!
//! [`BgNbd`] is for shops, where nobody says that they leave: it knows how a customer buys and when
//! it has bought for the last time.
//!
//! When customers leave, and not only whether, is the business of [`KaplanMeier`], [`Cox`] and
//! [`DiscreteHazard`] (any horizon from one fit).
//!
//! ```
//! use refrain_core::{Column, Dataset, Fit, PredictProba, Span, Time};
//! use refrain_models::{Explain, Logistic};
//!
//! // Four customers on day 30: days since their last event, and songs in the week before.
//! let cutoff = Time::from_millis(0) + Span::from_days(30);
//! let recency = Column::number("recency_days", "days since the last event").unit("d");
//! let songs = Column::number("songs_7d", "songs in the last 7 days").unit("events");
//! let train = Dataset::from_columns(
//!     &["dan", "ada", "cleo", "bob"],
//!     &[cutoff; 4],
//!     vec![(recency, vec![0.5, 1.0, 9.0, 12.0]), (songs, vec![80.0, 75.0, 0.0, f64::NAN])],
//!     vec![false, false, true, true],
//!     Span::from_days(10),
//! )?;
//!
//! let model = Logistic::default().fit(&train)?;
//! let churn = model.predict_proba(train.features())?;
//! assert!(churn[0] < 0.5 && churn[3] > 0.5);
//!
//! let reason = &model.explain(train.features())?.top_contributions(2, 1)[0];
//! assert_eq!(reason.feature, "songs_7d");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It does not compute features or labels or measure how good a model is, beyond the score of a
//! search, and it never reads a log. Missing values (NaN) are its business; infinite ones
//! are not in a matrix. Model files hold the models of this crate only; an estimator made elsewhere works
//! with the rest of refrain through the traits of `refrain-core`, and is stored by its maker.

mod any;
mod calibration;
pub mod conformance;
mod estimators;
mod explain;
mod file;
mod linear;
#[cfg(feature = "linfa")]
mod linfa_traits;
mod meta;
mod out_of_range;
mod preprocess;
mod rows;
pub mod search;
mod suggestion;
mod survival;

pub use any::{AnyEstimator, AnyModel, ModelKind};
pub use calibration::{Calibration, FittedCalibration};
pub use estimators::{
    BaseRate, DecisionTree, FittedBaseRate, FittedLinearSvm, FittedLogistic, FittedNaiveBayes,
    FittedRecencyRule, FittedTrees, GradientBoosting, Learned, LinearSvm, LinearSvmOptions,
    Logistic, LogisticOptions, ModelSummary, NaiveBayes, NaiveBayesOptions, RandomForest,
    RecencyRule, Stopping,
};
pub use explain::{
    FeatureValue, PartialDependence, PartialDependenceOptions, PartialDependencePoint, in_words,
    partial_dependence,
};
pub use file::{
    AttributeShare, FeatureDefinition, HeaderFigure, LogShare, ModelHeader, SavedModel,
    TrainingDescription, TrainingLog,
};
/// The toolkit whose classifiers [`LinfaEstimator`] takes.
#[cfg(feature = "linfa")]
pub use linfa;
#[cfg(feature = "linfa")]
pub use linfa_traits::{
    BinaryTarget, FittedLinfaEstimator, GivesProbabilities, LinfaError, LinfaEstimator, LinfaModel,
    LinfaParams,
};
pub use meta::{
    Calibrated, CalibrationOptions, FittedCalibrated, FittedResampled, FittedSoftVoting, Member,
    Resampled, Resampling, SoftVoting,
};
/// The arrays that [`view`] and [`FittedPreprocess::transform`] give.
pub use ndarray;
pub use preprocess::{
    FittedPreprocess, Impute, Log1p, Missing, Preprocess, PreprocessOptions, Scaling,
};
pub use refrain_core::{Contribution, Error, ErrorKind, Explain, Explanation, Unit};
/// The trees of [`FittedTrees`], and their parameters.
pub use refrain_trees as trees;
pub use rows::view;
pub use survival::{
    BgNbd, BgNbdColumns, BgNbdOptions, BgNbdParameters, Cox, CoxOptions, DiscreteHazard,
    DiscreteHazardOptions, Exposure, ExposureHazard, ExposureOptions, FittedBgNbd, FittedCox,
    FittedDiscreteHazard, FittedExposureHazard, KaplanMeier, Per, Signal, SurvivalCurve,
    SurvivalPoint, Ties,
};

/// The program of the README, compiled and run with the examples of the docs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
