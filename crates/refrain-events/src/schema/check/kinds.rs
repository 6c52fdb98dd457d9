//! Sources of the kind that cannot give one.

use crate::schema::problem::{Found, SchemaProblem};
use crate::schema::spec::{KindCase, KindSource};

pub(super) fn check_source(source: &KindSource) -> Result<(), Found> {
    let key = "roles.kind";
    let kinds: Vec<&String> = match source {
        KindSource::Column(_) => Vec::new(),
        KindSource::Constant(kind) | KindSource::Or { otherwise: kind, .. } => vec![kind],
        KindSource::Cases { cases, otherwise } => {
            cases.iter().map(|case| &case.kind).chain(otherwise).collect()
        }
    };
    if kinds.into_iter().any(String::is_empty) {
        return Err(SchemaProblem::EmptyName { key: key.to_owned() }.of(key));
    }
    let KindSource::Cases { cases, otherwise } = source else { return Ok(()) };
    if cases.is_empty() && otherwise.is_none() {
        return Err(SchemaProblem::NoCases.of(key));
    }
    cases.iter().enumerate().try_for_each(|(index, case)| {
        check_case(case).map_err(|problem| problem.of(format!("{key}.cases.{index}")))
    })
}

fn check_case(case: &KindCase) -> Result<(), SchemaProblem> {
    for (key, number) in [("above", case.above), ("below", case.below)] {
        if let Some(found) = number.filter(|number| !number.is_finite()) {
            return Err(SchemaProblem::NotComparable { key, found });
        }
    }
    match (case.above, case.below) {
        (Some(above), Some(below)) if above >= below => {
            Err(SchemaProblem::NoNumber { above, below })
        }
        _ => Ok(()),
    }
}
