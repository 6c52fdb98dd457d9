//! Rankings of tables from elsewhere.

use refrain::Ranking;
use refrain::base::{Column, Dataset, Fit, PredictProba, Span, Time};
use refrain::models::Logistic;

#[test]
fn ids_in_any_order_are_ranked_by_their_own_values() {
    let cutoff = Time::from_millis(0);
    let ids = ["dan", "ada", "cleo", "bob"];
    let silent = (Column::number("silent_days", "days since the last event"), vec![9., 1., 2., 4.]);
    let (labels, horizon) = (vec![true, false, false, true], Span::from_days(10));
    let train = Dataset::from_columns(&ids, &[cutoff; 4], vec![silent], labels, horizon).unwrap();
    let model = Logistic::default().fit(&train).unwrap();
    let ranking = Ranking::new(&model, train.features(), 1).unwrap();
    let named: Vec<&str> = ranking.rows().iter().map(|row| row.entity.as_str()).collect();
    assert_eq!(named, ["dan", "bob", "cleo", "ada"]);
    let churn = model.predict_proba(train.features()).unwrap();
    assert_eq!(ranking.rows()[0].probability, churn[0]);
    assert_eq!(ranking.rows()[0].reasons[0].said, "days since the last event: 9");
}
