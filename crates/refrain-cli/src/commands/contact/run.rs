//! `refrain contact`.

use refrain::eval::decisions::{ContactList, Limit, ProfitCurve};
use refrain::table::{Table, check_name};
use refrain::{ContactPlan, ContactTerms, Timings, contact_plan, profit_curve_table};

use super::args::ContactArgs;
use crate::failure::Failure;
use crate::output;

pub(crate) fn contact(args: &ContactArgs, timings: &mut Timings) -> Result<(), Failure> {
    let terms = args.terms()?;
    args.curve.as_deref().map(check_name).transpose()?;
    if args.curve.is_some() && args.curve == args.output.output {
        return Err(Failure::usage(
            "the list and the curve need a file each: -o and --curve name one",
        ));
    }
    for path in args.curve.iter().chain(&args.output.output) {
        output::check_not_table(path, &args.scores)?;
    }
    let scores = timings.stage("read", || Table::read(&args.scores))?;
    let ContactPlan { list, curve, table } =
        timings.stage("contact", || contact_plan(&scores, &terms))?;
    if let Some(path) = &args.curve {
        profit_curve_table(&curve).write(path)?;
    }
    output::write(&table, &args.output)?;
    say_list(&list, &scores);
    say_break_even(&terms, &list, &curve);
    Ok(())
}

/// Says on standard error who is contacted and what that earns.
fn say_list(list: &ContactList, scores: &Table) {
    let limit = match list.limit {
        Limit::Profit => "no other contact pays",
        Limit::Money => "more would overspend the budget",
        _ => "more are not allowed",
    };
    eprintln!("contact {} of {} customers: {limit}", list.contacts.len(), scores.n_rows());
    let (expected, most) = (list.expected_spent, list.most_spent);
    eprintln!("cost {expected:.2} expected, {most:.2} at most");
    let forecast = &list.forecast;
    // 100 * 0.999 is a little off.
    let percent = (1e6 * forecast.level).round() / 1e4;
    eprintln!(
        "profit {:.2} expected, {:.2} to {:.2} in {percent} % of cases if the probabilities are right",
        forecast.expected, forecast.low, forecast.high
    );
}

/// Says on standard error what it would take to earn nothing.
fn say_break_even(terms: &ContactTerms, list: &ContactList, curve: &ProfitCurve) {
    // With values of their own customers have no probability in common from which one pays.
    if terms.value_column.is_none() {
        match terms.campaign.break_even_probability(terms.acceptance.mean()) {
            Some(least) => eprintln!("a contact pays above a probability of {least:.4}"),
            None => eprintln!("no contact pays, whatever the probability"),
        }
    }
    let listed = curve.points[list.contacts.len()];
    if let Some(acceptance) = listed.break_even_acceptance {
        eprintln!("the list breaks even at an acceptance of {acceptance:.4}");
    }
    let most = curve.points[curve.best].expected_profit;
    let losing = match curve.break_even {
        all if all == curve.points.len() - 1 => String::new(),
        most => format!("; more than {most} lose money"),
    };
    eprintln!("without a budget {} contacts earn the most, {most:.2}{losing}", curve.best);
}
