use std::error::Error as StdError;

use refrain_core::{
    BoxedModel, Column, Dataset, DynEstimator, Error, ErrorKind, Explain, Explanation,
    FeatureMatrix, Fit, PredictProba, Span, Time, Unit, explain_with,
};

/// An error that refrain does not know.
#[derive(Debug, thiserror::Error)]
enum SurveyError {
    #[error("nobody answered")]
    NoAnswers,
    #[error("the answers cannot be read")]
    Unreadable(#[source] std::num::ParseIntError),
}

/// Says one number of everyone; trained on fewer rows than it needs, it fails.
struct Says {
    churn: f64,
    at_least: usize,
}

struct Said {
    names: Vec<String>,
    churn: f64,
}

impl Fit for Says {
    type Fitted = Said;
    type Error = SurveyError;

    fn fit(&self, train: &Dataset) -> Result<Said, SurveyError> {
        if train.n_rows() < self.at_least {
            return Err(SurveyError::NoAnswers);
        }
        let names = train.features().names().map(str::to_owned).collect();
        Ok(Said { names, churn: self.churn })
    }
}

impl PredictProba for Said {
    type Error = SurveyError;

    fn feature_names(&self) -> &[String] {
        &self.names
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, SurveyError> {
        if features.n_rows() == 0 {
            let cause = "none".parse::<u32>().unwrap_err();
            return Err(SurveyError::Unreadable(cause));
        }
        Ok(vec![self.churn; features.n_rows()])
    }
}

/// Fails as estimators of refrain do, and explains itself.
struct Ours;

impl Fit for Ours {
    type Fitted = Ours;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<Ours, Error> {
        train.features().column("songs").map(|_| Ours)
    }
}

impl PredictProba for Ours {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        &[]
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        Ok(vec![0.5; features.n_rows()])
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

impl Explain for Ours {
    fn explain(&self, _: &FeatureMatrix) -> Result<Explanation, Error> {
        Ok(Explanation::new(&[], Unit::LogOdds, 0.0, vec![]))
    }
}

fn train(column: &str) -> Dataset {
    let values = (Column::number(column, ""), vec![4.0, 1.0]);
    let (cutoffs, labels) = ([Time::from_millis(0); 2], vec![true, false]);
    let horizon = Span::from_days(10);
    Dataset::from_columns(&["dan", "ada"], &cutoffs, vec![values], labels, horizon).unwrap()
}

fn list() -> Vec<Box<dyn DynEstimator>> {
    vec![Box::new(Says { churn: 0.25, at_least: 1 }), Box::new(Ours)]
}

#[test]
fn estimators_of_different_types_and_errors_stand_in_one_list() {
    let train = train("songs");
    let fitted: Vec<BoxedModel> = list().iter().map(|e| e.fit(&train).unwrap()).collect();
    let churn = |model: &BoxedModel| model.predict_proba(train.features()).unwrap()[0];
    assert_eq!(fitted.iter().map(churn).collect::<Vec<_>>(), [0.25, 0.5]);
    assert_eq!(fitted[0].feature_names(), ["songs"]);
    assert!(fitted[0].downcast_ref::<Said>().is_some());
    assert!(fitted[0].downcast_ref::<Ours>().is_none());
    // A box in a box, and a reference to one, are estimators too.
    let boxed: Box<dyn DynEstimator> = Box::new(list().remove(0));
    assert_eq!(churn(&boxed.fit(&train).unwrap()), 0.25);
}

#[test]
fn error_of_another_keeps_its_sentence_and_source_and_becomes_external() {
    let boxed: Box<dyn DynEstimator> = Box::new(Says { churn: 0.5, at_least: 3 });
    let error = boxed.fit(&train("songs")).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::External, "nobody answered")
    );
    let model = list()[0].fit(&train("songs")).unwrap();
    let error = model.predict_proba(&train("songs").features().select(&[])).unwrap_err();
    assert_eq!(error.to_string(), "the answers cannot be read");
    assert_eq!(error.source().unwrap().to_string(), "invalid digit found in string");
}

#[test]
fn error_of_refrain_passes_through_as_it_is() {
    let error = list()[1].fit(&train("days")).unwrap_err();
    assert_eq!(error, train("days").features().column("songs").unwrap_err());
    // Also through several boxes.
    let twice: Box<dyn DynEstimator> = Box::new(list().remove(1));
    assert_eq!(twice.fit(&train("days")).unwrap_err().kind(), ErrorKind::Data);
}

#[test]
fn boxed_model_explains_itself_only_if_what_is_in_it_does() {
    let train = train("songs");
    let says: BoxedModel = list()[0].fit(&train).unwrap();
    assert!(says.explainer().is_none());
    let error = explain_with(&says, train.features()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert_eq!(error.to_string(), "the model does not explain its predictions");
    assert_eq!(says.explain(train.features()).unwrap_err(), error);
    let ours = list()[1].fit(&train).unwrap();
    assert_eq!(ours.explainer().unwrap().explain(train.features()).unwrap().baseline(), 0.0);
}

#[test]
fn what_is_no_probability_does_not_leave_the_box() {
    for churn in [-0.1, 1.5, f64::NAN] {
        let boxed: Box<dyn DynEstimator> = Box::new(Says { churn, at_least: 0 });
        let model = boxed.fit(&train("songs")).unwrap();
        let error = model.predict_proba(train("songs").features()).unwrap_err();
        let said = format!("the model gives row 0 the value {churn}, which is no probability");
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::External, said));
    }
}
