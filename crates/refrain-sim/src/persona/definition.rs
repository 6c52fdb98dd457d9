//! Definitions of personas, as plain data.

use std::fmt;

use crate::persona::rhythm::Rhythm;

/// A description of how a group of users behaves, before it is checked.
///
/// The fields are those of a configuration of Interana's eventsim.
/// [`Persona::new`](crate::Persona::new) checks them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonaDefinition {
    /// Name of the group.
    pub name: String,
    /// Times between sessions and between pages.
    pub rhythm: Rhythm,
    /// Accounts: how they begin, show and end.
    pub accounts: Accounts,
    /// First pages of sessions.
    pub starts: Vec<SessionStart>,
    /// Pages after pages.
    pub transitions: Vec<Transition>,
}

impl PersonaDefinition {
    /// Finds a transition, or else where it belongs: after the others of its page, or of its
    /// authentication and level, so that what is written together stays together.
    pub(crate) fn find_transition(
        &self,
        source: &PageState,
        dest: &PageState,
    ) -> Result<usize, usize> {
        let transitions = &self.transitions;
        let same = |step: &Transition| step.source == *source && step.dest == *dest;
        let of_page = |step: &Transition| step.source == *source;
        let of_group = |step: &Transition| step.source.is_beside(source);
        let after = |last: usize| last + 1;
        transitions.iter().position(same).ok_or_else(|| {
            let last = transitions.iter().rposition(of_page);
            last.or_else(|| transitions.iter().rposition(of_group)).map_or(transitions.len(), after)
        })
    }

    /// Finds the start of sessions at a page, or else where it belongs: after the others of its
    /// authentication and level.
    pub(crate) fn find_start(&self, state: &PageState) -> Result<usize, usize> {
        let starts = &self.starts;
        starts.iter().position(|start| start.state == *state).ok_or_else(|| {
            let last = starts.iter().rposition(|start| start.state.is_beside(state));
            last.map_or(starts.len(), |last| last + 1)
        })
    }

    /// Iterates over the pages in the order in which they are named, with repetitions.
    pub(crate) fn states(&self) -> impl Iterator<Item = &PageState> {
        let starts = self.starts.iter().map(|start| &start.state);
        starts.chain(self.transitions.iter().flat_map(|step| [&step.source, &step.dest]))
    }
}

/// Accounts of users: how they begin, show in the log and end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accounts {
    /// Subscription levels of the users who are there at the start, with weights.
    pub levels: Vec<(u32, String)>,
    /// Authentication of the users who are there at the start, with weights.
    pub auths: Vec<(u32, String)>,
    /// Authentication of users who join later.
    pub newcomer_auth: String,
    /// Subscription level of users who join later.
    pub newcomer_level: String,
    /// Authentications under which the log does not say who the user is.
    pub hidden_auths: Vec<String>,
    /// The authentication in which a session ends that was a user's last, if there is one.
    pub churned_auth: Option<String>,
}

/// A page as a user in some state sees it: the state of the page chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageState {
    /// Name of the page.
    pub page: String,
    /// Authentication of the user, such as `Logged In`.
    pub auth: String,
    /// Subscription level of the user, such as `free`.
    pub level: String,
    /// HTTP method of the request.
    pub method: String,
    /// HTTP status of the answer.
    pub status: u16,
}

impl PageState {
    /// Returns `true` if users on the other page have the same authentication and level.
    pub(crate) fn is_beside(&self, other: &PageState) -> bool {
        self.auth == other.auth && self.level == other.level
    }
}

impl fmt::Display for PageState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PageState { page, auth, level, method, status } = self;
        write!(f, "{page} ({auth}, ")?;
        for (part, gap) in [(level, ", "), (method, " ")] {
            if !part.is_empty() {
                write!(f, "{part}{gap}")?;
            }
        }
        write!(f, "{status})")
    }
}

/// A transition from one page to another, with its probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The page left.
    pub source: PageState,
    /// The page that follows.
    pub dest: PageState,
    /// Its probability; what is missing to 1 over all pages ends the session.
    pub probability: f64,
}

/// A first page of sessions, weighted among those of the same authentication and level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionStart {
    /// The page.
    pub state: PageState,
    /// Its weight.
    pub weight: u32,
}
