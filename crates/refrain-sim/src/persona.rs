//! A group of users who behave alike.

pub(crate) mod chain;
pub(crate) mod definition;
pub(crate) mod problem;
mod reach;
pub(crate) mod rhythm;

use crate::Error;
use crate::persona::chain::{PageChain, StartIdx, State, StateIdx};
use crate::persona::definition::PersonaDefinition;
use crate::persona::problem::{Fault, PersonaProblem};
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

/// First pages of the users who are there at the start, to be drawn.
#[derive(Debug, Clone)]
struct Initial {
    auths: Weighted<()>,
    levels: Weighted<()>,
    /// By position of the authentication, then of the level; `None` where a weight is zero.
    starts: Vec<Vec<Option<StartIdx>>>,
}

/// Position of a persona in a simulation, or of its variant in a scenario.
pub(crate) type PersonaIdx = u32;

impl Persona {
    /// Checks a definition and prepares it for drawing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a rate of the rhythm is out of range;
    /// if a probability is not one, or those of leaving a page exceed 1 together, or a transition
    /// is given twice; if a session starts at a page that no transition names; if users could be left
    /// without a first page, a level or an authentication; if a page has transitions, but none leads
    /// to it from a first page; if users come to hidden pages only.
    pub fn new(definition: PersonaDefinition) -> Result<Persona, Error> {
        Ok(Persona::check(definition)?)
    }

    /// Checks a definition as [`new`](Persona::new) does, for a caller who asks which fault it has.
    pub(crate) fn check(definition: PersonaDefinition) -> Result<Persona, PersonaProblem> {
        match compile(&definition) {
            Ok((chain, initial, newcomer)) => Ok(Persona { definition, chain, initial, newcomer }),
            Err(fault) => Err(PersonaProblem { persona: definition.name, fault }),
        }
    }

    /// Returns the definition that the persona was made of.
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

fn compile(definition: &PersonaDefinition) -> Result<(PageChain, Initial, StartIdx), Fault> {
    definition.rhythm.check()?;
    let chain = PageChain::new(definition)?;
    let initial = Initial::new(definition, &chain)?;
    let accounts = &definition.accounts;
    let newcomer = chain.start(&accounts.newcomer_auth, &accounts.newcomer_level)?;
    reach::check(definition)?;
    Ok((chain, initial, newcomer))
}

impl Initial {
    fn new(definition: &PersonaDefinition, chain: &PageChain) -> Result<Initial, Fault> {
        let accounts = &definition.accounts;
        let weights = |named: &[(u32, String)], what| {
            let weights = Weighted::new(named.iter().map(|(weight, _)| (*weight, ())));
            weights.ok_or(Fault::NoWeight { what })
        };
        let start = |(auth_weight, auth): &(u32, String), (weight, level): &(u32, String)| {
            // Nobody is drawn where a weight is zero, so no first page is needed there.
            let is_drawn = *auth_weight > 0 && *weight > 0;
            is_drawn.then(|| chain.start(auth, level)).transpose()
        };
        let row = |auth| accounts.levels.iter().map(|level| start(auth, level)).collect();
        Ok(Initial {
            auths: weights(&accounts.auths, "authentications")?,
            levels: weights(&accounts.levels, "levels")?,
            starts: accounts.auths.iter().map(row).collect::<Result<_, _>>()?,
        })
    }
}
