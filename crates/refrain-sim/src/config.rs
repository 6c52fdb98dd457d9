//! Files that describe simulations: eventsim's JSON, and a TOML form of our own.
//!
//! Either text becomes a tree of [`Node`](node::Node)s that know their place. An
//! [`Item`](item::Item) is a node that is read with the path of its key at hand, and a
//! [`Draft`](draft::Draft) a persona whose parts know where they were read: so every fault, also
//! one that comes out when the whole persona is checked, is told with its key and line.

mod draft;
mod eventsim;
mod factors;
mod instant;
mod item;
mod json_tree;
mod lines;
mod names;
mod node;
mod persona_table;
mod place;
mod quote;
mod rates;
mod scenario_effect;
mod scenario_file;
mod scenario_table;
mod scenario_text;
mod simulation_file;
mod toml_text;
mod toml_tree;
mod transition_names;

pub use eventsim::EventsimConfig;
pub use simulation_file::SimulationFile;
