//! A group of users who behave alike.

pub(crate) mod chain;
pub(crate) mod definition;
mod persona_text;
mod reach;
pub(crate) mod rhythm;

use std::sync::LazyLock;

use crate::Error;
use crate::persona::chain::{PageChain, StartIdx, State, StateIdx};
use crate::persona::definition::PersonaDefinition;
use crate::persona::rhythm::Rhythm;
use crate::random::Stream;
use crate::random::weighted::Weighted;

/// A group of users who behave alike: a checked [`PersonaDefinition`].
///
/// Twenty-six personas come with the crate, with the figures of the sample configurations of
/// eventsim: *Accordion* and others that differ from it in their hours and days (*Horn* comes back
/// three times as often); *Whistle* and *Xylophone*, which like what they hear; *Yu* and *Zither*,
/// which do not; *Nagara*, *Piano*, *Quena*, *Recorder*, *Saxophone* and *Tuba*, which meet more
/// adverts; *Marimba* and *Oboe*, which meet more errors.
///
/// # Examples
///
/// ```
/// use refrain_sim::Persona;
///
/// let horn = Persona::named("Horn")?;
/// assert_eq!(horn.definition().rhythm.beta_seconds, 3.0 * 86_400.0);
///
/// let mut definition = horn.definition().clone();
/// definition.name = "Horn that never rests".into();
/// definition.rhythm.weekend_damping = 0.0;
/// let tireless = Persona::new(definition)?;
/// assert_eq!(tireless.definition().name, "Horn that never rests");
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Persona {
    definition: PersonaDefinition,
    pub(crate) chain: PageChain,
    /// First pages of the users who are there at the start, by authentication and level.
    initial: Initial,
    /// First pages of the users who join later.
    pub(crate) newcomer: StartIdx,
}

/// How the first pages of initial users are drawn.
#[derive(Debug, Clone)]
struct Initial {
    auths: Weighted<()>,
    levels: Weighted<()>,
    /// By position of the authentication, then of the level; `None` where a weight is zero.
    starts: Vec<Vec<Option<StartIdx>>>,
}

/// Position of a persona in a simulation, or of its variant in a scenario.
pub(crate) type PersonaIdx = u32;

static BUILT_IN: LazyLock<Vec<Persona>> = LazyLock::new(|| {
    let check = |definition| Persona::new(definition).expect("the crate's personas are valid");
    persona_text::definitions().into_iter().map(check).collect()
});

impl Persona {
    /// Checks a definition and prepares it for drawing.
    ///
    /// # Errors
    ///
    /// [`Error::Rate`] if the rhythm makes no sense; [`Error::Probability`],
    /// [`Error::ProbabilitySum`] or [`Error::RepeatedTransition`] if the transitions do not;
    /// [`Error::UnknownStart`] if a session starts where no transition leads;
    /// [`Error::NoStart`] if users could be left without a first page; [`Error::NoWeight`] if
    /// initial users have no level or authentication; [`Error::Unreachable`] if a page has
    /// transitions, but none leads to it from a first page; [`Error::NobodyShown`] if users come to
    /// hidden pages only.
    pub fn new(definition: PersonaDefinition) -> Result<Persona, Error> {
        definition.rhythm.check(&definition.name)?;
        let chain = PageChain::new(&definition)?;
        let initial = Initial::new(&definition, &chain)?;
        let accounts = &definition.accounts;
        let newcomer =
            chain.start(&definition, &accounts.newcomer_auth, &accounts.newcomer_level)?;
        reach::check(&definition)?;
        Ok(Persona { definition, chain, initial, newcomer })
    }

    /// Returns the personas that come with the crate.
    pub fn built_in() -> &'static [Persona] {
        &BUILT_IN
    }

    /// Returns the persona of this name that comes with the crate.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPersona`] if there is none.
    pub fn named(name: &str) -> Result<&'static Persona, Error> {
        let found = BUILT_IN.iter().find(|persona| persona.definition.name == name);
        found.ok_or_else(|| Error::UnknownPersona {
            found: name.to_owned(),
            known: known_names().join(", "),
        })
    }

    /// Returns what the persona was made of.
    pub fn definition(&self) -> &PersonaDefinition {
        &self.definition
    }

    pub(crate) fn rhythm(&self) -> &Rhythm {
        &self.definition.rhythm
    }

    pub(crate) fn state(&self, state: StateIdx) -> &State {
        self.chain.state_at(state)
    }

    /// Draws the position of an initial user's authentication.
    pub(crate) fn draw_auth(&self, stream: &mut Stream) -> usize {
        self.initial.auths.draw_position(stream)
    }

    /// Draws the level of an initial user with this authentication, and so its first pages.
    pub(crate) fn draw_start(&self, auth: usize, stream: &mut Stream) -> StartIdx {
        let level = self.initial.levels.draw_position(stream);
        self.initial.starts[auth][level].expect("only positive weights are drawn")
    }
}

impl Initial {
    fn new(definition: &PersonaDefinition, chain: &PageChain) -> Result<Initial, Error> {
        let accounts = &definition.accounts;
        let weights = |named: &[(u32, String)], what| {
            let weights = Weighted::new(named.iter().map(|(weight, _)| (*weight, ())));
            weights.ok_or(Error::NoWeight { persona: definition.name.clone(), what })
        };
        let start = |(auth_weight, auth): &(u32, String), (weight, level): &(u32, String)| {
            let is_drawn = *auth_weight > 0 && *weight > 0;
            is_drawn.then(|| chain.start(definition, auth, level)).transpose()
        };
        let row = |auth| accounts.levels.iter().map(|level| start(auth, level)).collect();
        Ok(Initial {
            auths: weights(&accounts.auths, "authentications")?,
            levels: weights(&accounts.levels, "levels")?,
            starts: accounts.auths.iter().map(row).collect::<Result<_, _>>()?,
        })
    }
}

/// Returns the names of the personas that come with the crate, in alphabetical order.
pub(crate) fn known_names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        BUILT_IN.iter().map(|persona| persona.definition.name.as_str()).collect();
    names.sort_unstable();
    names
}
