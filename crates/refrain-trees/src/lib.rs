//! Histogram decision trees, random forests and gradient boosting, with exact explanations.
//!
//! For anyone who predicts one of two classes from a table, with or without the rest of refrain.
//! [`Boosting`], [`Forest`] and [`SingleTree`] hold checked parameters; each fits a
//! [`TreeModel`], which predicts, explains itself, and is saved, loaded and exported to XGBoost.
//! Tables are borrowed slices ([`Features`]): NaN is a missing value, and columns may hold codes of
//! categories.
//!
//! ```
//! use refrain_trees::{Boosting, BoostingOptions, Features, Labelled, TreeModel};
//!
//! // Who stopped listening leaves, on one of the two plans.
//! let days: Vec<f64> = (0..400).map(|row| f64::from(row % 40)).collect();
//! let plan: Vec<f64> = (0..400).map(|row| f64::from(row / 40 % 2)).collect();
//! let left: Vec<f64> = (0..400).map(|row| f64::from(row % 40 > 20 && row / 40 % 2 == 1)).collect();
//! let features = Features::from_columns(&[&days, &plan])?
//!     .named(&["days_since_last_song", "plan"])?
//!     .categories(&[1])?;
//!
//! let boosting = Boosting::new(BoostingOptions::default().n_trees(20))?;
//! let model = boosting.fit(&Labelled::new(features.clone(), &left)?)?;
//! let risk = model.predict_proba(&features)?;
//! assert!(risk[79] > 0.5 && risk[39] < 0.1);
//!
//! let why = model.explain(&features)?;
//! let margin = why.baseline() + why.row(79).iter().sum::<f64>();
//! assert!((margin - model.margins(&features)?[79]).abs() < 1e-9);
//! assert_eq!(TreeModel::from_bytes(&model.to_bytes())?, model);
//! # Ok::<(), refrain_trees::Error>(())
//! ```
//!
//! One engine grows all trees: columns become up to 255 bins and one for missing values, gradients
//! are added up by bin in fixed point, and the larger of two siblings is what their parent has
//! more than the smaller. Whole numbers have one sum in any order, so that a fit is the same bit
//! for bit on any number of threads. Work runs in rayon's current pool.
//!
//! The feature `ndarray` adds [`Features`] of its matrices. With `linfa` the options are linfa's
//! parameters, so that `BoostingOptions::default().fit(&dataset)` is linfa's `Fit`, and a model
//! predicts `Pr`, `bool` or `usize` there. Both crates are re-exported.
//!
//! It does not read files, encode text, search for parameters, or know more classes than two.

mod binning;
mod ensemble;
mod exchange;
mod explain;
mod growth;
mod model;
mod options;
mod random;
mod table;

pub use ensemble::boosting::{Boosting, BoostingOptions, Validated};
pub use ensemble::forest::{Forest, ForestOptions, SingleTree};
#[cfg(feature = "linfa")]
pub use exchange::linfa_traits::{BinaryTarget, LinfaError};
pub use explain::explanations::Explanations;
pub use growth::subsample::Subsample;
#[cfg(feature = "linfa")]
pub use linfa;
pub use model::tree::{Codes, Node, NodeSplit, Side, SplitRule, Tree};
pub use model::tree_model::{Scale, TreeModel};
#[cfg(feature = "ndarray")]
pub use ndarray;
pub use options::{ColumnSample, Growth, Monotone, TreeOptions, Uninformative};
pub use refrain_core::{Error, ErrorKind};
pub use table::features::{FeatureKind, Features, GREATEST_CODE};
pub use table::labelled::Labelled;

/// The program of the page of the crate, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
