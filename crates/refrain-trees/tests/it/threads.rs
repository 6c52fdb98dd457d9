//! The number of threads changes nothing.

use refrain_trees::{
    BoostingOptions, ColumnSample, Forest, ForestOptions, Subsample, TreeModel, TreeOptions,
};

use crate::sample::Sample;

/// What a model is and says, on a number of threads.
fn on<T: Send>(n_threads: usize, work: impl Fn() -> T + Send + Sync) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    pool.install(work)
}

fn bytes_of(model: &TreeModel, sample: &Sample) -> Vec<u8> {
    let margins = model.margins(&sample.features()).unwrap();
    let why = model.explain(&sample.features()).unwrap();
    let numbers = margins.iter().chain(why.values()).flat_map(|value| value.to_le_bytes());
    model.to_bytes().into_iter().chain(numbers).collect()
}

#[test]
fn boosting_is_the_same_bit_for_bit() {
    // More rows than one task divides, more columns than one group holds.
    let sample = Sample::new(20_000, 19, 1);
    for rows in [Subsample::All, Subsample::Share(0.5), Subsample::Bootstrap] {
        let tree = TreeOptions::default().colsample_by_tree(ColumnSample::Share(0.7));
        let options = BoostingOptions::default().n_trees(4).subsample(rows).tree(tree);
        let boosting = refrain_trees::Boosting::new(options).unwrap();
        let fit = || bytes_of(&boosting.fit(&sample.labelled()).unwrap(), &sample);
        let one = on(1, fit);
        assert_eq!(on(2, fit), one);
        assert_eq!(on(3, fit), one);
    }
}

#[test]
fn forests_are_the_same_bit_for_bit() {
    let sample = Sample::new(3000, 10, 2);
    let forest = Forest::new(ForestOptions::default().n_trees(7)).unwrap();
    let fit = || bytes_of(&forest.fit(&sample.labelled()).unwrap(), &sample);
    let one = on(1, fit);
    assert_eq!(on(2, fit), one);
    assert_eq!(on(3, fit), one);
}

#[test]
fn the_error_named_is_that_of_the_first_row() {
    let mut sample = Sample::new(20_000, 3, 3);
    for row in [19_000, 12_345, 15_000] {
        sample.columns[1][row] = f64::INFINITY;
    }
    for n_threads in [1, 2, 3] {
        let fit = || crate::sample::boosting(1, TreeOptions::default()).fit(&sample.labelled());
        let said = on(n_threads, || fit().unwrap_err().to_string());
        assert!(said.contains("column `f1` is inf in row 12345"), "{said}");
    }
}
