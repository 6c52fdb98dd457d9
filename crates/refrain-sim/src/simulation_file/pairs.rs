//! Tables of TOML whose order counts.

use serde::{Serialize, Serializer};

/// Keys with values, in the order in which they are written: that of pages and weights decides
/// what users draw.
#[derive(Debug)]
pub(super) struct Pairs<V>(pub(super) Vec<(String, V)>);

impl<V: Serialize> Serialize for Pairs<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
