//! Seeded rows to learn from.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_trees::{Boosting, BoostingOptions, Features, Labelled, TreeModel, TreeOptions};

/// Columns of numbers with missing values, and labels that depend on the first three.
pub(crate) struct Sample {
    pub(crate) columns: Vec<Vec<f64>>,
    pub(crate) labels: Vec<f64>,
}

impl Sample {
    pub(crate) fn new(n_rows: usize, n_columns: usize, seed: u64) -> Sample {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut cell = |column: usize| {
            let value = f64::from(random.gen_range(-4f32..4f32));
            if column.is_multiple_of(2) && random.gen_range(0..6) == 0 { f64::NAN } else { value }
        };
        let columns: Vec<Vec<f64>> =
            (0..n_columns).map(|column| (0..n_rows).map(|_| cell(column)).collect()).collect();
        let known = |value: f64| if value.is_nan() { 1.5 } else { value };
        let mut label = |row: usize| {
            let risk = known(columns[0][row]) + columns[1][row] * known(columns[2][row]) / 2.0;
            f64::from(risk + random.gen_range(-2.0..2.0) > 0.5)
        };
        let labels = (0..n_rows).map(&mut label).collect();
        Sample { columns, labels }
    }

    pub(crate) fn features(&self) -> Features<'_> {
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        Features::from_columns(&columns).unwrap()
    }

    pub(crate) fn labelled(&self) -> Labelled<'_> {
        Labelled::new(self.features(), &self.labels).unwrap()
    }

    pub(crate) fn row(&self, row: usize) -> Vec<f32> {
        self.columns.iter().map(|column| column[row] as f32).collect()
    }
}

/// Boosting of a few trees.
pub(crate) fn boosting(n_trees: usize, tree: TreeOptions) -> Boosting {
    Boosting::new(BoostingOptions::default().n_trees(n_trees).tree(tree)).unwrap()
}

/// A model of 20 trees on 500 rows of 5 columns.
pub(crate) fn model() -> (Sample, TreeModel) {
    let sample = Sample::new(500, 5, 1);
    let model = boosting(20, TreeOptions::default()).fit(&sample.labelled()).unwrap();
    (sample, model)
}
