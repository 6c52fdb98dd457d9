//! Entities, cutoffs and outcome windows of rows.

use super::problem::SplitProblem;
use crate::{Dataset, Error, Time, check_length};

/// Entity, cutoff and end of the outcome window of each row: all that a split goes by.
#[derive(Debug, Clone)]
pub struct ObservedRows<'a> {
    ids: Vec<&'a str>,
    cutoffs: Vec<Time>,
    window_ends: Vec<Time>,
}

impl<'a> ObservedRows<'a> {
    /// Joins the id, the cutoff and the end of the outcome window of each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if the lists differ in length,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there is no row, and at the first row whose
    /// window ends before its cutoff.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{ErrorKind, ObservedRows, Span, Time};
    ///
    /// let cutoffs = [Time::from_millis(0); 2];
    /// let ends = cutoffs.map(|cutoff| cutoff + Span::from_days(10));
    /// let rows = ObservedRows::new(["ada", "bob"], &cutoffs, &ends)?;
    /// assert_eq!((rows.n_rows(), rows.ids()), (2, &["ada", "bob"][..]));
    ///
    /// let short = ObservedRows::new(["ada"], &cutoffs, &ends).unwrap_err();
    /// assert_eq!(short.kind(), ErrorKind::Mismatch);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn new(
        ids: impl IntoIterator<Item = &'a str>,
        cutoffs: &[Time],
        window_ends: &[Time],
    ) -> Result<ObservedRows<'a>, Error> {
        let ids: Vec<&str> = ids.into_iter().collect();
        check_length("the list of cutoffs", ids.len(), cutoffs.len())?;
        check_length("the list of window ends", ids.len(), window_ends.len())?;
        if ids.is_empty() {
            return Err(SplitProblem::NoRows.into());
        }
        check_windows(cutoffs, window_ends)?;
        Ok(ObservedRows { ids, cutoffs: cutoffs.to_vec(), window_ends: window_ends.to_vec() })
    }

    /// Takes the rows of a dataset.
    ///
    /// # Errors
    ///
    /// As [`new`](ObservedRows::new), save that the lengths agree.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// # use refrain_core::ObservedRows;
    /// let rows = ObservedRows::from_dataset(&data)?;
    /// assert_eq!(rows.ids(), ["dan", "ada", "bob"]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn from_dataset(dataset: &'a Dataset) -> Result<ObservedRows<'a>, Error> {
        let ids = (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row));
        ObservedRows::new(ids, &dataset.cutoffs(), dataset.window_ends())
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.ids.len()
    }

    /// Returns the id of each row's entity.
    pub fn ids(&self) -> &[&'a str] {
        &self.ids
    }

    /// Returns the cutoff of each row.
    pub fn cutoffs(&self) -> &[Time] {
        &self.cutoffs
    }

    /// Returns the end of each row's outcome window.
    pub fn window_ends(&self) -> &[Time] {
        &self.window_ends
    }
}

fn check_windows(cutoffs: &[Time], window_ends: &[Time]) -> Result<(), SplitProblem> {
    match cutoffs.iter().zip(window_ends).position(|(cutoff, end)| end < cutoff) {
        Some(row) => {
            let (cutoff, end) = (cutoffs[row], window_ends[row]);
            Err(SplitProblem::WindowBeforeCutoff { row, cutoff, end })
        }
        None => Ok(()),
    }
}
