//! Groups of options that several commands share.

mod bytes;
mod cutoffs;
mod features;
mod labels;
mod log;
mod model;
mod names;
mod output;
mod protocol;
mod search;
mod share;
mod study;

pub(crate) use bytes::parse_bytes;
pub(crate) use cutoffs::{CutoffArgs, GivenCutoffs, ScheduleArgs};
pub(crate) use features::FeatureArgs;
pub(crate) use labels::{LabelArgs, RiskSetName, other_horizon};
pub(crate) use log::LogArgs;
pub(crate) use model::{ModelArgs, model_kind};
pub(crate) use names::{names, names_or_text};
pub(crate) use output::OutputArgs;
pub(crate) use protocol::ProtocolArgs;
pub(crate) use search::SearchArgs;
pub(crate) use share::parse_share;
pub(crate) use study::{StudyArgs, TABLES};
