use refrain_models::view;

use crate::customers::{self, number};

#[test]
fn view_has_a_row_per_observation_and_shares_the_memory() {
    let features =
        customers::matrix(&[(number("a"), &[1.0, 2.0, 3.0]), (number("b"), &[4.0, 5.0, 6.0])]);
    let view = view(&features);
    assert_eq!(view.shape(), [3, 2]);
    assert_eq!(view.row(1).to_vec(), [2.0, 5.0]);
    assert_eq!(view.column(1).to_vec(), [4.0, 5.0, 6.0]);
    assert_eq!(view.as_ptr(), features.all_values().as_ptr());
}

#[test]
fn view_of_no_rows_keeps_its_columns() {
    let features = customers::matrix(&[(number("a"), &[]), (number("b"), &[])]);
    assert_eq!(view(&features).shape(), [0, 2]);
}
