//! Effects of a scenario of a file on the personas it is for.

use crate::config::item::Item;
use crate::scenario::table::PlacedChange;
use crate::{Error, Persona, Scenario};

/// Makes the changes of a scenario for every persona, to tell where one is impossible or for
/// nothing: without the file, [`Simulation::new`](crate::Simulation::new) can name only the
/// scenario.
pub(crate) fn check(
    table: &Item<'_>,
    scenario: &Scenario,
    changes: &[PlacedChange<'_>],
    personas: &[&Persona],
) -> Result<(), Error> {
    let mut is_used = vec![false; changes.len()];
    for persona in personas {
        // One copy for all changes: each acts on what the ones before it have left.
        let mut definition = persona.definition().clone();
        for ((change, item), is_used) in changes.iter().zip(&mut is_used) {
            let n_changed = scenario.apply_one(change, &mut definition);
            *is_used |= n_changed.map_err(|fault| item.fault_in(fault))? > 0;
        }
        Persona::new(definition).map_err(|fault| table.fault_in(fault))?;
    }
    match changes.iter().zip(is_used).find(|(_, is_used)| !is_used) {
        Some(((_, item), _)) => {
            Err(item.fault_of("a transition of no persona", "one that some persona has"))
        }
        None => Ok(()),
    }
}
