//! The code that every list of models becomes.

/// Makes [`ModelKind`](crate::ModelKind), [`AnyEstimator`](crate::AnyEstimator) and
/// [`AnyModel`](crate::AnyModel) from one list.
///
/// A line is the model's number in files, its variant, the estimator and what it fits. A number is
/// never given to another model: it is all that the body of a file says about its type.
macro_rules! models {
    ($($(#[$doc:meta])* $number:literal $kind:ident: $estimator:ty => $fitted:ty,)+) => {
        /// The models of this crate, as they are named on a command line and in model files.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ModelKind { $($(#[$doc])* $kind,)+ }

        /// Any estimator of this crate with its parameters.
        ///
        /// For programs that take the model's name from their user. Code that evaluates or serves
        /// models should take any [`Fit`] and [`PredictProba`] instead, so that other people's work
        /// with it too.
        ///
        /// # Examples
        ///
        /// ```
        /// use refrain_core::Fit;
        /// use refrain_models::{AnyEstimator, ModelKind, conformance};
        ///
        /// let kind: ModelKind = "boosting".parse()?;
        /// let estimator = AnyEstimator::from(kind).with("n_trees", "50")?;
        /// let model = estimator.fit(&conformance::customers(300, 60, 7))?;
        /// assert_eq!(model.kind(), ModelKind::Boosting);
        /// # Ok::<(), refrain_models::Error>(())
        /// ```
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum AnyEstimator {
            $($(#[$doc])* $kind($estimator),)+
            /// One of them on classes in other proportions.
            Resampled(Box<Resampled<AnyEstimator>>),
            /// One of them with a calibration of its own.
            Calibrated(Box<Calibrated<AnyEstimator>>),
        }

        /// Any fitted model of this crate.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum AnyModel {
            $($(#[$doc])* $kind($fitted),)+
            /// One of them fitted on classes in other proportions.
            Resampled(Box<FittedResampled<AnyModel>>),
            /// One of them with a calibration of its own.
            Calibrated(Box<FittedCalibrated<AnyModel>>),
        }

        impl ModelKind {
            /// All models, the simplest first.
            pub const ALL: [ModelKind; [$(ModelKind::$kind),+].len()] = [$(ModelKind::$kind),+];

            /// Returns the name.
            ///
            /// # Examples
            ///
            /// ```
            /// use refrain_models::ModelKind;
            ///
            /// assert_eq!(ModelKind::Boosting.name(), "boosting");
            /// assert_eq!("boosting".parse::<ModelKind>()?, ModelKind::Boosting);
            /// # Ok::<(), refrain_models::Error>(())
            /// ```
            pub const fn name(self) -> &'static str {
                match self { $(ModelKind::$kind => <$estimator>::NAME,)+ }
            }

            /// Returns the names of the parameters that [`AnyEstimator::with`] sets.
            ///
            /// # Examples
            ///
            /// ```
            /// use refrain_models::ModelKind;
            ///
            /// let parameters = ModelKind::Logistic.parameters();
            /// assert_eq!(parameters, ["l1", "l2", "max_iterations", "tolerance"]);
            /// ```
            pub fn parameters(self) -> Vec<&'static str> {
                match self { $(ModelKind::$kind => <$estimator>::parameters(),)+ }
            }

            fn ranges(self) -> Vec<(&'static str, Range)> {
                match self { $(ModelKind::$kind => <$estimator>::search_space(),)+ }
            }
        }

        impl From<ModelKind> for AnyEstimator {
            /// The estimator of this kind with its default parameters.
            fn from(kind: ModelKind) -> AnyEstimator {
                match kind { $(ModelKind::$kind => AnyEstimator::$kind(Default::default()),)+ }
            }
        }

        $(impl From<$estimator> for AnyEstimator {
            fn from(estimator: $estimator) -> AnyEstimator {
                AnyEstimator::$kind(estimator)
            }
        })+

        impl AnyEstimator {
            /// Returns the kind of the estimator; of one inside steps such as resampling, that of
            /// the estimator inside.
            pub fn kind(&self) -> ModelKind {
                match self {
                    $(AnyEstimator::$kind(_) => ModelKind::$kind,)+
                    AnyEstimator::Resampled(step) => step.estimator().kind(),
                    AnyEstimator::Calibrated(step) => step.estimator().kind(),
                }
            }

            fn with_parameter(self, parameter: Parameter<'_>) -> Result<AnyEstimator, Error> {
                match self {
                    $(AnyEstimator::$kind(estimator) => {
                        NamedEstimator::with(estimator, parameter).map(AnyEstimator::$kind)
                    })+
                    AnyEstimator::Resampled(step) => {
                        let estimator = step.estimator().clone().with_parameter(parameter)?;
                        let step = Resampled::new(estimator, step.resampling())?;
                        Ok(AnyEstimator::Resampled(Box::new(step)))
                    }
                    AnyEstimator::Calibrated(step) => {
                        let estimator = step.estimator().clone().with_parameter(parameter)?;
                        let step = Calibrated::new(estimator, *step.options())?;
                        Ok(AnyEstimator::Calibrated(Box::new(step)))
                    }
                }
            }
        }

        impl Fit for AnyEstimator {
            type Fitted = AnyModel;
            type Error = Error;

            fn fit(&self, train: &Dataset) -> Result<AnyModel, Error> {
                match self {
                    $(AnyEstimator::$kind(estimator) => estimator.fit(train).map(AnyModel::$kind),)+
                    AnyEstimator::Resampled(step) => {
                        step.fit(train).map(|model| AnyModel::Resampled(Box::new(model)))
                    }
                    AnyEstimator::Calibrated(step) => {
                        step.fit(train).map(|model| AnyModel::Calibrated(Box::new(model)))
                    }
                }
            }

            fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
                match self {
                    $(AnyEstimator::$kind(estimator) => estimator.population_features(features),)+
                    AnyEstimator::Resampled(step) => step.population_features(features),
                    AnyEstimator::Calibrated(step) => step.population_features(features),
                }
            }
        }

        impl AnyModel {
            /// Returns the kind of the model; of one inside steps such as resampling, that of the
            /// model inside.
            pub fn kind(&self) -> ModelKind {
                match self {
                    $(AnyModel::$kind(_) => ModelKind::$kind,)+
                    AnyModel::Resampled(step) => step.model().kind(),
                    AnyModel::Calibrated(step) => step.model().kind(),
                }
            }

            /// Returns the amounts that each model in it has learned: in soft voting those of each
            /// member; of baselines and naive Bayes none, since they have no amount per feature.
            ///
            /// # Examples
            ///
            /// ```
            /// use refrain_core::Fit;
            /// use refrain_models::{AnyEstimator, ModelKind, conformance};
            ///
            /// let train = conformance::customers(300, 60, 7);
            /// let model = AnyEstimator::from(ModelKind::Boosting).fit(&train)?;
            /// let summary = &model.summaries()[0];
            /// assert_eq!(summary.meaning, "share of total gain");
            /// assert_eq!(summary.learned[0].name, "recency_days");
            /// # Ok::<(), refrain_models::Error>(())
            /// ```
            pub fn summaries(&self) -> Vec<ModelSummary> {
                match self {
                    $(AnyModel::$kind(model) => <$estimator>::summaries(model),)+
                    AnyModel::Resampled(step) => step.model().summaries(),
                    AnyModel::Calibrated(step) => step.model().summaries(),
                }
            }

            fn stored(&self) -> &dyn Stored {
                match self {
                    $(AnyModel::$kind(model) => model,)+
                    AnyModel::Resampled(step) => step.as_ref(),
                    AnyModel::Calibrated(step) => step.as_ref(),
                }
            }
        }

        impl Serialize for AnyModel {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    // Without the type a literal is signed, and postcard would store it otherwise.
                    $(AnyModel::$kind(model) => ($number as u32, model).serialize(to),)+
                    AnyModel::Resampled(step) => (RESAMPLED, step).serialize(to),
                    AnyModel::Calibrated(step) => (CALIBRATED, step).serialize(to),
                }
            }
        }

        impl Numbered for AnyModel {
            fn read<'de, A: SeqAccess<'de>>(number: u32, parts: &mut A) -> Result<Self, A::Error> {
                match number {
                    $($number => next(parts).map(AnyModel::$kind),)+
                    RESAMPLED => next(parts).map(AnyModel::Resampled),
                    CALIBRATED => next(parts).map(AnyModel::Calibrated),
                    _ => Err(A::Error::custom(format_args!("no model has the number {number}"))),
                }
            }
        }
    };
}

pub(super) use models;
