//! Checks of what every estimator owes its callers, for an estimator of one's own.

mod checks;
mod customers;
mod rebuilt;

use refrain_core::Fit;

pub use customers::customers;

/// Checks an estimator on simulated [`customers`], and returns a sentence for each thing that is
/// broken.
///
/// The estimator and its model are held to these:
///
/// - the same rows give the same probabilities, bit for bit, on any number of threads, and in any
///   order of the rows and of the columns nearly the same;
/// - the probability of a row does not depend on the rows beside it, lies between 0 and 1 and is
///   that of *churn*, whichever class is the more frequent one;
/// - no row, rows of one class and features of other names are refused;
/// - missing values (NaN), values of any size and weights are dealt with or refused; a row of
///   weight zero counts for nothing;
/// - the model names the features it was fitted on, in order;
/// - an explanation has a finite amount for each feature, and its margins rank as the probabilities
///   do.
///
/// An estimator that reads its columns by name finds them in [`customers`].
///
/// # Examples
///
/// ```
/// use refrain_models::{Logistic, conformance};
///
/// assert_eq!(conformance::check(&Logistic::default()), Vec::<String>::new());
/// ```
pub fn check<E: Fit + Sync>(estimator: &E) -> Vec<String> {
    let broken = |(owed, check): checks::Check<E>| {
        check(estimator).err().map(|found| format!("not so that {owed}: {found}"))
    };
    checks::all().into_iter().filter_map(broken).collect()
}
