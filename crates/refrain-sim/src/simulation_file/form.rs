//! Simulations written as TOML.

use refrain_core::Time;
use serde::Serialize;
use toml::value::Datetime;

use crate::simulation_file::date::date;
use crate::simulation_file::page_names::{Answer, PageNames};
use crate::simulation_file::pairs::Pairs;
use crate::simulation_file::persona_form::{PersonaForm, is_built_in};
use crate::simulation_file::problem::Unwritable;
use crate::simulation_file::scenario_form::{ScenarioForm, scenarios};
use crate::{Error, Persona, SimulationFile};

/// A simulation file, key by key.
#[derive(Serialize)]
struct Form<'a> {
    // What is `None` is left out: TOML has no null.
    users: Option<u32>,
    days: Option<u32>,
    seed: Option<u64>,
    start: Option<Datetime>,
    growth: Option<f64>,
    attrition: Option<f64>,
    pages: Option<Pairs<Answer<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    persona: Vec<PersonaForm<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scenario: Vec<ScenarioForm<'a>>,
}

/// Writes a simulation.
pub(super) fn write(file: &SimulationFile) -> Result<String, Error> {
    let described = file.personas.iter().map(|(_, p)| p).filter(|persona| !is_built_in(persona));
    let pages = PageNames::new(described.flat_map(|persona| persona.definition().states()));
    let form = Form {
        users: file.users,
        days: file.days,
        seed: file.seed,
        start: file.start.map(start).transpose()?,
        growth: file.growth_per_year,
        attrition: file.attrition_per_year,
        pages: pages.table(),
        persona: personas(&file.personas, &pages)?,
        scenario: scenarios(&file.scenarios)?,
    };
    Ok(toml::to_string(&form).map_err(Unwritable::from)?)
}

fn personas<'a>(
    personas: &'a [(u32, Persona)],
    pages: &PageNames,
) -> Result<Vec<PersonaForm<'a>>, Unwritable> {
    let form = |(idx, (weight, persona)): (usize, &'a (u32, Persona))| {
        let definition = persona.definition();
        let mut earlier = personas[..idx].iter().map(|(_, persona)| persona.definition());
        if earlier.any(|other| other.name == definition.name) {
            return Err(Unwritable::persona(definition, "another persona has this name"));
        }
        PersonaForm::new(*weight, persona, pages)
    };
    personas.iter().enumerate().map(form).collect()
}

fn start(time: Time) -> Result<Datetime, Unwritable> {
    date(time).ok_or(Unwritable::Start { found: time })
}
