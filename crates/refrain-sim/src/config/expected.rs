//! Names expected in a file in place of an unknown one.

use refrain_core::nearest;

/// Lists what was expected in place of a name: one like it, or else all there are.
pub(crate) fn expected<'n>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'n str> + Clone,
) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("{what}: did you mean `{near}`?"),
        None => format!("{what}: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}
