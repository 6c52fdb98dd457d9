//! The rarer class repeated until both are of one size.

use refrain::base::Dataset;

/// Repeats rows of the rarer class, each as often as any other of them or once more.
pub(crate) fn repeated(dataset: &Dataset) -> Dataset {
    let (churned, retained): (Vec<usize>, Vec<usize>) =
        (0..dataset.n_rows()).partition(|row| dataset.labels()[*row]);
    let (rarer, n_wanted) = match churned.len() <= retained.len() {
        true => (&churned, retained.len()),
        false => (&retained, churned.len()),
    };
    let copies = rarer.iter().cycle().take(n_wanted - rarer.len());
    // Of no row of the class there is no copy either; the estimator says what is wrong then.
    let rows: Vec<usize> = (0..dataset.n_rows()).chain(copies.copied()).collect();
    dataset.select(&rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use refrain::base::{Column, Dataset, Span, Time};

    use super::repeated;
    use crate::copies::Copies;
    use crate::division::Division;
    use refrain::parts::ids;

    /// One row an entity; the first so many churned.
    fn dataset(n_churned: usize, n_rows: usize) -> Dataset {
        let names: Vec<String> = (0..n_rows).map(|row| format!("{row:02}")).collect();
        let at = Time::from_millis(0);
        let columns = vec![(Column::number("songs", "Songs"), vec![0.0; n_rows])];
        let labels = (0..n_rows).map(|row| row < n_churned).collect();
        Dataset::from_columns(&names, &vec![at; n_rows], columns, labels, Span::ZERO).unwrap()
    }

    #[test]
    fn both_classes_become_as_large() {
        for (n_churned, n_rows) in [(3, 10), (8, 10), (5, 10)] {
            let repeated = repeated(&dataset(n_churned, n_rows));
            assert_eq!(2 * repeated.n_churned(), repeated.n_rows());
        }
        let repeated = repeated(&dataset(3, 10));
        let n_of = |id: &str| ids(&repeated).iter().filter(|other| **other == id).count();
        assert_eq!((n_of("00"), n_of("01"), n_of("02"), n_of("09")), (3, 2, 2, 1));
    }

    #[test]
    fn rows_are_divided_in_shares_and_copies_one_by_one() {
        let dataset = dataset(20, 100);
        let once = Division::TrainShare(0.7).parts(&dataset, 7).unwrap();
        assert_eq!((once[0].train.len(), once[0].test.len()), (70, 30));
        assert_eq!(Copies::of(&dataset, &once).n_trained_on, 0);
        let repeated = repeated(&dataset);
        let parts = Division::TrainShare(0.8).parts(&repeated, 7).unwrap();
        let copies = Copies::of(&repeated, &parts);
        // Each that churned is there four times, and four rows of five are trained on.
        assert!(copies.n_rows > 8 && 4 * copies.n_trained_on > 3 * copies.n_rows, "{copies:?}");
    }
}
