//! "Did you mean": an unknown name's nearest neighbour, as the end of a message.

use refrain_core::nearest;

/// Returns `; did you mean `x`?` for the known name nearest to an unknown one, nothing if none is
/// near.
pub(crate) fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    nearest(name, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}
