//! Suggestions for names that are unknown.

use refrain_core::nearest;

/// Returns ` (did you mean ...?)` with the known name that is nearest, or nothing if none is near.
pub(crate) fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let near = nearest(name, known);
    near.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default()
}
