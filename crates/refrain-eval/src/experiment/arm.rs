//! Arm of an experiment: its customers, and those who churned.

use refrain_core::{Error, check_length};

use super::problem::{EmptyArm, ExperimentProblem};

/// Customers who were all treated, or all not, and how many of them churned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Arm {
    n_churned: u64,
    n_customers: u64,
}

impl Arm {
    /// Sets up an arm by its customers and how many of them churned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there is no customer, or more churned than there are.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::experiment::Arm;
    ///
    /// assert_eq!(Arm::new(50, 1_000)?.rate(), 0.05);
    /// assert!(Arm::new(7, 6).is_err(), "more churned than there are");
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn new(n_churned: u64, n_customers: u64) -> Result<Arm, Error> {
        if n_customers == 0 || n_churned > n_customers {
            return Err(ExperimentProblem::ArmCounts { n_churned, n_customers }.into());
        }
        Ok(Arm { n_churned, n_customers })
    }

    /// Counts the untreated and the treated arm of rows, one for each customer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if nobody was treated, or everybody.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::experiment::{Arm, compare_arms};
    ///
    /// let treated: Vec<bool> = (0..400).map(|row| row % 2 == 0).collect();
    /// let churned: Vec<bool> = (0..400).map(|row| row % 8 == 1 || row % 40 == 0).collect();
    /// let [untreated, treated] = Arm::both(&treated, &churned)?;
    /// assert!(compare_arms(untreated, treated, 0.95)?.uplift > 0.1);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn both(treated: &[bool], churned: &[bool]) -> Result<[Arm; 2], Error> {
        check_length("the list of outcomes", treated.len(), churned.len())?;
        let arm = |is_treated: bool, arm: &'static str| {
            let of_arm = || treated.iter().zip(churned).filter(|row| *row.0 == is_treated);
            let n_churned = of_arm().filter(|row| *row.1).count() as u64;
            match of_arm().count() as u64 {
                0 => Err(EmptyArm { arm }.into()),
                n_customers => Arm::new(n_churned, n_customers),
            }
        };
        Ok([arm(false, "untreated")?, arm(true, "treated")?])
    }

    /// Returns how many churned.
    pub fn n_churned(&self) -> u64 {
        self.n_churned
    }

    /// Returns the number of customers.
    pub fn n_customers(&self) -> u64 {
        self.n_customers
    }

    /// Returns the share that churned.
    pub fn rate(&self) -> f64 {
        self.n_churned as f64 / self.n_customers as f64
    }

    /// Wilson's score interval of the rate (1927), for a normal quantile z.
    pub(super) fn wilson(&self, z: f64) -> (f64, f64) {
        let (n, rate) = (self.n_customers as f64, self.rate());
        let square = z * z;
        // Twice the usual terms, so that one division is left.
        let centre = 2.0 * n * rate + square;
        let half = z * (square + 4.0 * n * rate * (1.0 - rate)).sqrt();
        let width = 2.0 * (n + square);
        // The ends are 0 and 1 where none or all churned, which rounding would miss.
        let low = if self.n_churned == 0 { 0.0 } else { (centre - half) / width };
        let high = if self.n_churned == self.n_customers { 1.0 } else { (centre + half) / width };
        (low, high)
    }
}
