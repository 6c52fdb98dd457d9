//! Details that the events of a log tell, or do not.

/// A detail that a log may lack; what is made of it alone would be the same for everyone.
///
/// # Examples
///
/// ```
/// use refrain_core::{LogDetail, Vocabulary};
///
/// let words = Vocabulary::new(["purchase"]).without(LogDetail::Sessions);
/// assert!(!words.has(LogDetail::Sessions) && words.has(LogDetail::Hours));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogDetail {
    /// Sessions that events belong to.
    Sessions,
    /// Times at which entities registered.
    Registrations,
    /// Times of day, beside the days.
    Hours,
    /// Kinds of event, where there is more than one.
    Kinds,
}
