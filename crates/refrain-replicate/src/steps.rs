//! Steps from the published figures to the honest ones, a repair each.

use refrain::base::{Dataset, Time};
use refrain::labels::Schedule;

use crate::clocks::CLOCKS;
use crate::columns::without;
use crate::ground::Ground;
use crate::models::{Candidate, FOLLOWED};
use crate::preparation::Preparation;
use crate::recipe::Recipe;
use crate::tested::{Figures, Tested};
use refrain::Error;

/// The figures of the forest after one more repair.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The repair.
    pub repair: Repair,
    /// Figures of the forest then.
    pub figures: Figures,
}

/// One way from what is published to what is honest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repair {
    /// Nothing: as published.
    Nothing,
    /// Scaled to the range of the training rows.
    ScaledAfterSplit,
    /// Training rows alone repeated, after the split.
    RepeatedAfterSplit,
    /// Without these columns, which count the events of leaving.
    WithoutTwins(Vec<String>),
    /// Without these columns besides, which tell how long somebody was observed.
    WithoutClocks(Vec<String>),
    /// All columns again, for all as of the same day, and whether they left after it.
    OneCutoff(Time),
    /// As of each cutoff, the models of other customers at earlier cutoffs.
    Honest,
}

/// Runs the forest of a protocol after each repair that applies to it, one on top of the other.
pub(crate) fn steps(
    ground: &Ground<'_>,
    recipe: &Recipe,
    whole: &Dataset,
    published: &Tested,
    honest: &Tested,
) -> Result<Vec<Step>, Error> {
    let followed: Vec<Candidate> =
        recipe.models.iter().filter(|model| model.name == FOLLOWED).cloned().collect();
    let run = |dataset: &Dataset, repair| {
        let tested = ground.divided(dataset, recipe, recipe.preparation, &followed)?;
        Ok::<Step, Error>(Step { repair, figures: tested.models[0].figures })
    };
    let mut steps = vec![Step { repair: Repair::Nothing, figures: of_followed(published) }];
    match recipe.preparation {
        Preparation::Nothing => {}
        Preparation::MinMax => steps.push(run(whole, Repair::ScaledAfterSplit)?),
        Preparation::Repetition => steps.push(run(whole, Repair::RepeatedAfterSplit)?),
    }
    let mut rest = whole.clone();
    let twins = present(whole, &recipe.twins);
    if !twins.is_empty() {
        rest = without(&rest, &twins);
        steps.push(run(&rest, Repair::WithoutTwins(twins))?);
    }
    let clocks = present(whole, &CLOCKS);
    if !clocks.is_empty() && clocks.len() < rest.features().columns().len() {
        steps.push(run(&without(&rest, &clocks), Repair::WithoutClocks(clocks))?);
    }
    let (middle, rest_of_log) = ground.middle();
    let at_middle = ground.observed(recipe, Schedule::Dates(vec![middle]), rest_of_log)?;
    steps.push(run(&at_middle, Repair::OneCutoff(middle))?);
    steps.push(Step { repair: Repair::Honest, figures: of_followed(honest) });
    Ok(steps)
}

fn of_followed(tested: &Tested) -> Figures {
    *tested.figures(FOLLOWED).expect("every protocol has the model that is followed")
}

/// Those of the names that are columns.
fn present<S: AsRef<str>>(dataset: &Dataset, names: &[S]) -> Vec<String> {
    let names = names.iter().map(AsRef::as_ref);
    let present = names.filter(|name| dataset.features().position(name).is_some());
    present.map(str::to_owned).collect()
}
