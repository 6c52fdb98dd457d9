//! A seeded generator of event logs of a subscription music service.
//!
//! For anyone who wants a log like that of the fictional service Sparkify, of any size, without
//! anybody's data: for trying out a churn pipeline, for tests that need thousands of customers,
//! for measuring speed.
//!
//! It follows the statistical model of Interana's eventsim. Every user walks along a chain of
//! pages: a table gives the probability of each next page, and what is missing to 1 ends the
//! session. A song follows the one before it when that is over, a redirect comes after one
//! second, any other page after an exponential time; the next session starts after a constant
//! and an exponential gap, less often at night, on weekends and on holidays. How fast someone is
//! and how often they come back varies log-normally between users. Who happens to cancel has
//! churned. [`Persona`]s differ in those tables and rates.
//!
//! ```
//! use refrain_core::Span;
//! use refrain_sim::{Simulation, SimulationOptions};
//!
//! let simulation = Simulation::new(SimulationOptions::new().users(30).days(30).seed(4))?;
//! let log = simulation.event_log()?;
//!
//! let cutoff = simulation.range().start + Span::from_days(15);
//! let seen = log.entities().filter(|user| !log.history(*user, cutoff).events().is_empty());
//! assert!(seen.count() > 15);
//!
//! let churned = simulation.events().filter(|event| event.page == "Cancellation Confirmation");
//! assert!(churned.count() < 15);
//! # Ok::<(), refrain_sim::Error>(())
//! ```
//!
//! Names, places, user agents, artists and songs are the crate's own lists; songs are put
//! together from words. Where eventsim writes one row at or after the end, this crate writes
//! none: the time simulated is half-open.
//!
//! The log is clean. [`Corruption`] damages it as real logs are damaged and keeps a manifest of what it
//! did, so that what cleans logs can be tested against the truth.
//!
//! What no log holds, the simulator tells: the true risk of every customer at any cutoff
//! ([`Simulation::true_risks`]), and what would have happened otherwise ([`Scenario`]),
//! and to whom ([`Simulation::write_assignment`]).
//!
//! [`EventsimConfig`] reads configurations of the original, and [`SimulationFile`] whole simulations
//! in a TOML form in which a persona says only how it differs from another, or describes the users
//! of another service altogether.
//!
//! It is no evidence: its users do not love or hate anything, so what a model learns from them says
//! nothing about people.

mod config;
mod content;
mod corruption;
mod log;
mod persona;
mod persona_file;
mod population;
mod random;
mod scenario;
mod simulation;
mod simulation_file;
mod time;
mod truth;

pub use content::catalogue::Song;
pub use corruption::{Corruption, CorruptionOptions, CorruptionReport};
pub use log::coded_event::{CodedEvent, CodedEvents};
pub use log::event::{Customer, SimEvent};
pub use log::events::SimEvents;
pub use persona::Persona;
pub use persona::definition::{Accounts, PageState, PersonaDefinition, SessionStart, Transition};
pub use persona::rhythm::Rhythm;
pub use persona_file::eventsim::EventsimConfig;
pub use scenario::{Change, Rate, Scenario, Treated};
pub use simulation::Simulation;
pub use simulation::options::SimulationOptions;
pub use simulation_file::SimulationFile;
pub use time::calendar::is_holiday;
pub use truth::{Counterfactual, RiskEstimate, TrueRisk, TruthOptions};

pub use refrain_core::{Error, ErrorKind};

pub(crate) use refrain_core::Problem;

/// The program in the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
