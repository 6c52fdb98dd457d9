//! Simulations that the TOML form cannot express.

use refrain_core::Time;

use crate::{ErrorKind, PersonaDefinition, Problem, Scenario};

/// A persona or scenario without a form.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritable {
    #[error("persona `{persona}` cannot be written as TOML: {reason}")]
    Persona { persona: String, reason: String },
    #[error("scenario `{scenario}` cannot be written as TOML: {reason}")]
    Scenario { scenario: String, reason: &'static str },
    #[error("the start {found} cannot be written as TOML: a file has dates of the years 0 to 9999")]
    Start { found: Time },
    #[error("the simulation cannot be written as TOML")]
    Toml {
        #[from]
        source: toml::ser::Error,
    },
}

impl Unwritable {
    pub(super) fn persona(definition: &PersonaDefinition, reason: impl Into<String>) -> Unwritable {
        Unwritable::Persona { persona: definition.name.clone(), reason: reason.into() }
    }

    pub(super) fn scenario(scenario: &Scenario, reason: &'static str) -> Unwritable {
        Unwritable::Scenario { scenario: scenario.name.clone(), reason }
    }
}

impl Problem for Unwritable {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
