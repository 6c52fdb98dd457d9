//! Contact lists from a table of scores.

use refrain_eval::decisions::{
    Budget, Contact, ContactList, ForecastOptions, ProfitCurve, Prospects,
};
use refrain_eval::{Acceptance, Campaign};

use crate::Error;
use crate::table::{Cells, Table, TableColumn};

const PROBABILITY: &str = "probability";
const VALUE: &str = "value";
const EXPECTED_PROFIT: &str = "expected_profit";

/// The terms of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactTerms {
    /// Value of a customer kept, and costs of a contact and an offer.
    pub campaign: Campaign,
    /// Share of would-be churners who accept.
    pub acceptance: Acceptance,
    /// Column that holds a value for each customer, in place of the campaign's.
    pub value_column: Option<String>,
    /// Limit of money and of contacts.
    pub budget: Budget,
    /// Options of the interval of the profit.
    pub forecast: ForecastOptions,
}

/// Contact list, with the table and the curve that show it.
#[derive(Debug, Clone)]
pub struct ContactPlan {
    /// The customers and the forecast; rows count those of the scores.
    pub list: ContactList,
    /// Expected profit against the number of contacts.
    pub curve: ProfitCurve,
    /// The listed rows of the scores, with the value and the expected profit of each.
    pub table: Table,
}

/// Lists whom to contact, from a table that begins with the entity and has a column `probability`,
/// as `refrain score` writes it.
///
/// An entity may stand in one row only. All columns of the scores are kept, so that the reasons
/// reach whoever makes the call; `value` and `expected_profit` follow.
///
/// # Errors
///
/// If a column is missing, a cell does not hold a probability or a value (naming column and row), an
/// entity stands in two rows, or as [`Prospects::contact_list`].
///
/// # Determinism
///
/// The list does not depend on the order of rows: equal customers are listed by id.
///
/// # Examples
///
/// ```
/// use refrain::eval::decisions::{Budget, ForecastOptions};
/// use refrain::eval::{Acceptance, Campaign};
/// use refrain::table::{Cells, Table, TableColumn};
/// use refrain::{ContactTerms, contact_plan};
///
/// let ids = ["ada", "bob", "cid"].map(|id| Some(id.to_owned()));
/// let scores = Table::new(vec![
///     TableColumn::new("userId", Cells::Text(ids.to_vec())),
///     TableColumn::new("probability", Cells::Number(vec![0.1, 0.6, 0.3])),
/// ])?;
/// let plan = contact_plan(&scores, &ContactTerms {
///     campaign: Campaign::new(120.0, 10.0, 1.0)?,
///     acceptance: Acceptance::Known(0.3),
///     value_column: None,
///     budget: Budget::default().money(500.0),
///     forecast: ForecastOptions::with_seed(7),
/// })?;
/// assert_eq!((plan.list.contacts.len(), plan.list.contacts[0].row), (2, 1));
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn contact_plan(scores: &Table, terms: &ContactTerms) -> Result<ContactPlan, Error> {
    let ids = scores.told(scores.distinct_ids())?;
    let probabilities = scores.told(scores.probabilities(PROBABILITY))?;
    let values = terms.value_column.as_ref().map(|column| {
        let fits = |number: f64| number >= 0.0 && number.is_finite();
        scores.told(scores.numbers_that(column, "a value of 0 or more", fits))
    });
    // By id, so that ties do not hang on the order of rows.
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by(|left, right| ids[*left].cmp(&ids[*right]));
    let ordered = |numbers: &[f64]| order.iter().map(|row| numbers[*row]).collect::<Vec<f64>>();
    let prospects = Prospects::new(&ordered(&probabilities), terms.campaign, terms.acceptance)?;
    let prospects = match values.transpose()? {
        Some(values) => prospects.with_values(&ordered(&values))?,
        None => prospects,
    };
    let mut list = prospects.contact_list(&terms.budget, &terms.forecast)?;
    list.contacts.iter_mut().for_each(|contact| contact.row = order[contact.row]);
    let table = contact_table(scores, &list.contacts)?;
    Ok(ContactPlan { list, curve: prospects.curve(), table })
}

/// The rows of the scores in the order of the contacts, and what is new about them.
fn contact_table(scores: &Table, contacts: &[Contact]) -> Result<Table, Error> {
    let rows: Vec<usize> = contacts.iter().map(|contact| contact.row).collect();
    let ours = [VALUE, EXPECTED_PROFIT];
    let listed = scores.rows(&rows);
    let kept = listed.columns().iter().filter(|column| !ours.contains(&column.name.as_str()));
    let mut columns: Vec<TableColumn> = kept.cloned().collect();
    let numbers = |name, number: &dyn Fn(&Contact) -> f64| {
        TableColumn::new(name, Cells::Number(contacts.iter().map(number).collect()))
    };
    columns.push(numbers(VALUE, &|contact| contact.value));
    columns.push(numbers(EXPECTED_PROFIT, &|contact| contact.expected_profit));
    Table::new(columns)
}

/// Makes a table of expected profit against the number of contacts.
///
/// # Examples
///
/// ```
/// use refrain::eval::decisions::Prospects;
/// use refrain::eval::{Acceptance, Campaign};
/// use refrain::profit_curve_table;
///
/// let campaign = Campaign::new(120.0, 10.0, 1.0)?;
/// let prospects = Prospects::new(&[0.1, 0.6, 0.3], campaign, Acceptance::Known(0.3))?;
/// let table = profit_curve_table(&prospects.curve());
/// assert_eq!(table.n_rows(), 4, "nobody, one, two or all three");
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn profit_curve_table(curve: &ProfitCurve) -> Table {
    let numbers = |name, values: Vec<f64>| TableColumn::new(name, Cells::Number(values));
    let points = || curve.points.iter();
    Table::new(vec![
        numbers("n_contacts", points().map(|point| point.n_contacts as f64).collect()),
        numbers(EXPECTED_PROFIT, points().map(|point| point.expected_profit).collect()),
        numbers("deviation", points().map(|point| point.deviation).collect()),
        numbers(
            "break_even_acceptance",
            points().map(|point| point.break_even_acceptance.unwrap_or(f64::NAN)).collect(),
        ),
    ])
    .expect("four columns of one length under distinct names")
}
