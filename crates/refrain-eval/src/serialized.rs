//! Serialised forms: what is not written field by field, and what is checked when it is read.
//!
//! A type is read back only through the constructor that checks it, which stands beside the type.

use refrain_core::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::metrics::Metric;
use crate::{Protocol, StandardMetric};

/// Writes a time as RFC 3339.
pub(crate) fn time<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// By its name, as in tables.
impl Serialize for StandardMetric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

/// As text, see [`Protocol`].
impl Serialize for Protocol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From text, checked as [`Protocol::from_str`](std::str::FromStr) does.
impl<'de> Deserialize<'de> for Protocol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Protocol, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
