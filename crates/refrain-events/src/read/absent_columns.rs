//! Columns that a schema asks for and no row of a log has.

use refrain_core::Error;

use crate::read::problem::ReadProblem;
use crate::report::draft::ReportDraft;
use crate::report::rule::CleaningRule;
use crate::rows::columns::{ColumnPlan, ColumnsSeen};
use crate::schema::{AttributeSpec, EventSchema, KindSource};
use crate::suggestion::did_you_mean;

/// The columns that a schema asks for against those that a log has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AbsentColumns<'a> {
    pub(crate) schema: &'a EventSchema,
    pub(crate) plan: &'a ColumnPlan,
    pub(crate) seen: &'a ColumnsSeen,
}

impl AbsentColumns<'_> {
    /// Refuses a log without a column that has a role, and notes other columns it lacks.
    pub(crate) fn check(&self, draft: &mut ReportDraft) -> Result<(), Error> {
        if !self.seen.any_row() {
            return Ok(());
        }
        self.check_roles()?;
        self.note_absent(draft);
        Ok(())
    }

    /// Refuses a log without a column that has a role.
    pub(crate) fn check_roles(&self) -> Result<(), Error> {
        if !self.seen.any_row() {
            return Ok(());
        }
        // A role that no row has is a wrong schema, and reading on would drop every row for it.
        let kind = &self.schema.roles().kind;
        for (role, column) in self.schema.roles().iter() {
            // Where another kind stands in for it, a log may well lack the column.
            if role != "kind" || !matches!(kind, KindSource::Or { .. }) {
                self.require(&format!("role `{role}`"), column)?;
            }
        }
        for column in &self.schema.rows().deduplicate_by {
            self.require("`deduplicate_by`", column)?;
        }
        for column in &self.schema.guests().missing {
            self.require("the guest rule", column)?;
        }
        Ok(())
    }

    fn note_absent(&self, draft: &mut ReportDraft) {
        // A log of one quiet day may lack an attribute, so that this is no error.
        let attributes = self.schema.attributes().iter().flat_map(AttributeSpec::columns);
        let guests = self.schema.guests().values.keys().map(String::as_str);
        let columns = attributes.chain(guests).chain(self.columns_of_kinds());
        let mut noted: Vec<&str> = Vec::new();
        for column in columns.filter(|column| self.is_absent(column)) {
            // A column may be a factor of several products.
            if noted.contains(&column) {
                continue;
            }
            noted.push(column);
            let seen = self.seen.names(self.plan);
            let suggestion = did_you_mean(column, seen.iter().map(String::as_str));
            let detail = format!("column `{column}` appears in none of the rows{suggestion}");
            draft.note(CleaningRule::AbsentColumn, detail);
        }
    }

    /// The columns that tell kinds and need not be there.
    fn columns_of_kinds(&self) -> impl Iterator<Item = &str> {
        let (cases, column) = match &self.schema.roles().kind {
            KindSource::Cases { cases, .. } => (&cases[..], None),
            KindSource::Or { column, .. } => (&[][..], Some(column.as_str())),
            KindSource::Column(_) | KindSource::Constant(_) => (&[][..], None),
        };
        cases.iter().map(|case| case.column.as_str()).chain(column)
    }

    fn require(&self, role: &str, column: &str) -> Result<(), Error> {
        if !self.is_absent(column) {
            return Ok(());
        }
        let seen = self.seen.names(self.plan);
        let suggestion = did_you_mean(column, seen.iter().map(String::as_str));
        let (role, column) = (role.to_owned(), column.to_owned());
        Err(ReadProblem::AbsentColumn { role, column, suggestion, seen }.into())
    }

    fn is_absent(&self, column: &str) -> bool {
        self.plan.slot(column).is_some_and(|slot| self.seen.is_absent(slot))
    }
}
