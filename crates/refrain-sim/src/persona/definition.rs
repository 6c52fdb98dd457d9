//! Definitions of personas, as plain data.

use std::fmt;

use crate::persona::rhythm::Rhythm;

/// A description of how a group of users behaves, before it is checked.
///
/// The fields are those of a configuration of Interana's eventsim.
/// [`Persona::new`](crate::Persona::new) checks them.
///
/// # Examples
///
/// ```
/// use refrain_sim::{PageState, Persona, PersonaDefinition, SessionStart, Transition};
///
/// let page = |name| PageState::new(name, "member", "paid");
/// let mut definition = PersonaDefinition::named("reader");
/// definition.rhythm = Persona::named("Accordion")?.definition().rhythm.clone();
/// definition.rhythm.alpha_seconds = 90.0;
/// definition.accounts.levels = vec![(1, "paid".into())];
/// definition.accounts.auths = vec![(1, "member".into())];
/// definition.accounts.newcomer_auth = "member".into();
/// definition.accounts.newcomer_level = "paid".into();
/// definition.starts = vec![SessionStart::new(page("Article"), 1)];
/// definition.transitions = vec![
///     Transition::new(page("Article"), page("Article"), 0.8),
///     Transition::new(page("Article"), page("Unsubscribe"), 0.001),
/// ];
/// let reader = Persona::new(definition)?;
/// assert_eq!(reader.definition().transitions.len(), 2);
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
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
    /// Starts from a name and nothing else.
    pub fn named(name: impl Into<String>) -> PersonaDefinition {
        PersonaDefinition { name: name.into(), ..PersonaDefinition::default() }
    }

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
#[non_exhaustive]
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
///
/// # Examples
///
/// ```
/// use refrain_sim::PageState;
///
/// let cancel = PageState::new("Cancel", "Logged In", "paid").request("PUT", 307);
/// assert_eq!(cancel.to_string(), "Cancel (Logged In, paid, PUT 307)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
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
    /// Names a page that is got with status 200, as a user with this authentication and level
    /// sees it.
    pub fn new(
        page: impl Into<String>,
        auth: impl Into<String>,
        level: impl Into<String>,
    ) -> PageState {
        let (page, auth, level) = (page.into(), auth.into(), level.into());
        PageState { page, auth, level, method: "GET".to_owned(), status: 200 }
    }

    /// Sets the HTTP method and status of the request.
    #[must_use]
    pub fn request(self, method: impl Into<String>, status: u16) -> PageState {
        PageState { method: method.into(), status, ..self }
    }

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
#[non_exhaustive]
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
#[non_exhaustive]
pub struct SessionStart {
    /// The page.
    pub state: PageState,
    /// Its weight.
    pub weight: u32,
}

impl Transition {
    /// Leads from one page to another with a probability.
    pub fn new(source: PageState, dest: PageState, probability: f64) -> Transition {
        Transition { source, dest, probability }
    }
}

impl SessionStart {
    /// Begins sessions at a page, with a weight among the others.
    pub fn new(state: PageState, weight: u32) -> SessionStart {
        SessionStart { state, weight }
    }
}
