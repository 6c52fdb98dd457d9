use refrain_core::{Fit, PredictProba};
use refrain_models::BaseRate;

use crate::customers;

#[test]
fn everyone_gets_the_share_that_churned() {
    let train = customers::random(8, 2, 1);
    let model = BaseRate.fit(&train).unwrap();
    assert_eq!(model.share(), 0.25);
    assert_eq!(model.predict_proba(train.features()).unwrap(), [0.25; 8]);
}
