//! Serialised forms: what is not written field by field, and what is checked when it is read.
//!
//! A type is read back only through the constructor that checks it.

use refrain_core::{Error, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::metrics::Metric;
use crate::{AcceptancePrior, Bootstrap, Campaign, Protocol, StandardMetric};

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

/// A campaign that is not checked yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCampaign {
    value: f64,
    offer_cost: f64,
    contact_cost: f64,
}

impl TryFrom<RawCampaign> for Campaign {
    type Error = Error;

    fn try_from(raw: RawCampaign) -> Result<Campaign, Error> {
        Campaign::new(raw.value, raw.offer_cost, raw.contact_cost)
    }
}

/// A prior that is not checked yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPrior {
    alpha: f64,
    beta: f64,
}

impl TryFrom<RawPrior> for AcceptancePrior {
    type Error = Error;

    fn try_from(raw: RawPrior) -> Result<AcceptancePrior, Error> {
        AcceptancePrior::new(raw.alpha, raw.beta)
    }
}

/// A bootstrap that is not checked yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawBootstrap {
    n_resamples: usize,
    level: f64,
    seed: u64,
}

impl TryFrom<RawBootstrap> for Bootstrap {
    type Error = Error;

    fn try_from(raw: RawBootstrap) -> Result<Bootstrap, Error> {
        Bootstrap::new(raw.n_resamples, raw.level, raw.seed)
    }
}
