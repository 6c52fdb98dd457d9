//! Feature sets of published projects.

pub(crate) mod further_words;
pub(crate) mod session_counts;
pub(crate) mod session_shares;
pub(crate) mod user_totals;
