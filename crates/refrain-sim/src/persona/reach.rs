//! Pages that users can come to.

use std::collections::{HashMap, HashSet};

use crate::persona::definition::{PageState, PersonaDefinition, Transition};
use crate::persona::problem::Fault;

/// Checks that sessions lead to every page with transitions, and users to a page that shows them.
pub(crate) fn check(definition: &PersonaDefinition) -> Result<(), Fault> {
    check_no_orphan(definition)?;
    let comes_to = Walk::of_users(definition).seen;
    let hidden = &definition.accounts.hidden_auths;
    match comes_to.iter().any(|state| !hidden.contains(&state.auth)) {
        true => Ok(()),
        false => Err(Fault::NobodyShown),
    }
}

/// Probabilities and weights of zero count as ways here: they close one on purpose, while a page
/// to which nothing leads at all is a slip of the pen.
fn check_no_orphan(definition: &PersonaDefinition) -> Result<(), Fault> {
    let mut walk = Walk::new(definition.transitions.iter());
    walk.ahead.extend(definition.starts.iter().map(|start| &start.state));
    while walk.next().is_some() {}
    let mut sources = definition.transitions.iter().map(|transition| &transition.source);
    match sources.find(|source| !walk.seen.contains(source)) {
        Some(orphan) => Err(Fault::Unreachable { state: Box::new(orphan.clone()) }),
        None => Ok(()),
    }
}

/// A walk over pages.
struct Walk<'d> {
    exits: HashMap<&'d PageState, Vec<&'d PageState>>,
    seen: HashSet<&'d PageState>,
    ahead: Vec<&'d PageState>,
}

impl<'d> Walk<'d> {
    fn new(ways: impl Iterator<Item = &'d Transition>) -> Walk<'d> {
        let mut exits: HashMap<_, Vec<_>> = HashMap::new();
        ways.for_each(|way| exits.entry(&way.source).or_default().push(&way.dest));
        Walk { exits, seen: HashSet::new(), ahead: Vec::new() }
    }

    /// Walks as users do, who start anew where their session ended until they have churned.
    fn of_users(definition: &'d PersonaDefinition) -> Walk<'d> {
        let PersonaDefinition { accounts, starts, transitions, .. } = definition;
        let mut walk = Walk::new(transitions.iter().filter(|way| way.probability > 0.0));
        let first = |auth: &str, level: &str| {
            let group = starts.iter().filter(move |start| start.weight > 0);
            let of = group.filter(|start| start.state.auth == auth && start.state.level == level);
            of.map(|start| &start.state).collect::<Vec<_>>()
        };
        walk.ahead = first(&accounts.newcomer_auth, &accounts.newcomer_level);
        for (_, auth) in accounts.auths.iter().filter(|(weight, _)| *weight > 0) {
            for (_, level) in accounts.levels.iter().filter(|(weight, _)| *weight > 0) {
                walk.ahead.extend(first(auth, level));
            }
        }
        while let Some(state) = walk.next() {
            if accounts.churned_auth.as_ref() != Some(&state.auth) {
                walk.ahead.extend(first(&state.auth, &state.level));
            }
        }
        walk
    }

    /// Goes to a page not seen before.
    fn next(&mut self) -> Option<&'d PageState> {
        // A stack, not recursion: a chain may be as long as a file allows.
        while let Some(state) = self.ahead.pop() {
            if self.seen.insert(state) {
                self.ahead.extend(self.exits.get(state).into_iter().flatten());
                return Some(state);
            }
        }
        None
    }
}
