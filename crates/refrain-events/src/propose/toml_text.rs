//! The proposal as a schema file with the reasons as comments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml_writer::{ToTomlValue, TomlStringBuilder};

use super::SchemaProposal;
use super::attributes::{ColumnUse, Decision};
use super::candidate::RoleProposal;
use super::duplicates::DuplicateAdvice;
use super::phrase::{count, listed};
use crate::schema::{
    AttributeSpec, DecimalMark, GuestRule, KindSource, RowSpec, SchemaSpec, TableSpec, TimeSpec,
};

/// Width of the comments, as far as words allow.
const WIDTH: usize = 98;

/// Length of a list that is written on one line.
const MAX_LINE: usize = 80;

const OPTIONAL_ROLES: [(&str, &str); 3] = [
    ("session", "No column looks like a session: one that divides the rows of an entity."),
    ("sequence", "No column looks like a position within the session."),
    ("registration", "No column looks like the time at which the entity registered."),
];

pub(super) fn write(proposal: &SchemaProposal) -> String {
    let spec = proposal.schema.clone().into_spec();
    let mut text = String::new();
    write_head(&mut text, proposal);
    write_form(&mut text, &spec);
    write_roles(&mut text, proposal, &spec);
    write_time(&mut text, proposal, &spec.time);
    write_rows(&mut text, proposal, &spec.rows);
    write_guests(&mut text, proposal, &spec.guests);
    write_repair(&mut text, proposal);
    write_attributes(&mut text, proposal);
    write_kinds(&mut text, proposal, &spec);
    write_meaning(&mut text, proposal, &spec);
    text
}

/// A text in quotes, as TOML reads it, on one line whatever it holds: it may stand in a comment.
pub(super) fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

/// A list of texts, on one line.
pub(super) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

fn write_head(text: &mut String, proposal: &SchemaProposal) {
    let rows = count(proposal.n_rows, "row");
    let head = format!(
        "Proposed by refrain from {rows} of the log. Roles, guests and meanings are guessed from \
         names, types and statistics: read the reasons, correct what is wrong, and uncomment the \
         lines that are right."
    );
    comment(text, &head);
    if proposal.n_unreadable > 0 {
        let rows = count(proposal.n_unreadable, "row");
        comment(text, &format!("{rows} could not be read and are not counted in."));
    }
}

/// The form of the files, where it is not told by themselves.
fn write_form(text: &mut String, spec: &SchemaSpec) {
    let table = &spec.table;
    if *table != TableSpec::default() {
        text.push_str("\n[table]\n");
        if !table.columns.is_empty() {
            comment(
                text,
                "The files have no header. Give the columns better names, here and below.",
            );
            entry(text, "columns", &wrapped_list(&table.columns));
        }
        if let Some(separator) = table.separator {
            entry(text, "separator", &quoted(&separator.to_string()));
        }
        if let Some(mark) = table.comment {
            entry(text, "comment", &quoted(&mark.to_string()));
        }
        if table.decimal == DecimalMark::Comma {
            entry(text, "decimal", "\",\"");
        }
    }
    if let Some(rows) = &spec.json.rows {
        text.push_str("\n[json]\n");
        comment(text, "Each file is one object with its rows in an array.");
        entry(text, "rows", &quoted(rows));
    }
}

fn write_roles(text: &mut String, proposal: &SchemaProposal, spec: &SchemaSpec) {
    text.push_str("\n[roles]\n");
    let is_kind = |role: &&RoleProposal| role.role == "kind";
    for role in proposal.roles.iter().take(2) {
        write_reasons(text, role);
        entry(text, role.role, &quoted(&role.column));
    }
    proposal.roles.iter().filter(is_kind).for_each(|role| write_reasons(text, role));
    write_kind(text, proposal, &spec.roles.kind);
    for role in proposal.roles.iter().skip(2).filter(|role| !is_kind(role)) {
        write_reasons(text, role);
        entry(text, role.role, &quoted(&role.column));
    }
    for (role, absence) in OPTIONAL_ROLES {
        if proposal.role(role).is_some() {
            continue;
        }
        match proposal.doubtful.iter().find(|proposal| proposal.role == role) {
            Some(doubtful) => {
                write_reasons(text, doubtful);
                comment(text, "If it is, remove it from the attributes and uncomment this line.");
                comment_line(text, &format!("{role} = {}", quoted(&doubtful.column)));
            }
            None => {
                comment(text, absence);
                // A line to fill in is easier to mend than one to look up.
                comment_line(text, &format!("{role} = \"\""));
            }
        }
        if role == "session" {
            comment(text, "Or begin a session after each pause that is longer than this:");
            comment_line(text, "session_gap = \"30m\"");
        }
    }
}

fn write_kind(text: &mut String, proposal: &SchemaProposal, source: &KindSource) {
    proposal.kind.reasons.iter().for_each(|reason| comment(text, reason));
    let value = match source {
        KindSource::Column(column) => quoted(column),
        KindSource::Constant(kind) => format!("{{ constant = {} }}", quoted(kind)),
        KindSource::Or { column, otherwise } => {
            format!("{{ column = {}, otherwise = {} }}", quoted(column), quoted(otherwise))
        }
        KindSource::Cases { .. } => unreachable!("cases are never proposed but as a comment"),
    };
    entry(text, "kind", &value);
    for (reason, line) in &proposal.kind.open {
        comment(text, reason);
        comment_line(text, line);
    }
}

fn write_reasons(text: &mut String, role: &RoleProposal) {
    comment(text, &role.to_string());
    for alternative in &role.alternatives {
        let reasons = alternative.reasons.join("; ");
        comment(text, &format!("Otherwise `{}`: {reasons}.", alternative.column));
    }
}

fn write_time(text: &mut String, proposal: &SchemaProposal, time: &TimeSpec) {
    text.push_str("\n[time]\n");
    match &time.format {
        Some(format) => entry(text, "format", &quoted(format)),
        None => entry(text, "unit", &quoted(time.unit.name())),
    }
    for note in &proposal.time_notes {
        comment(text, note);
        if note.contains("zone") {
            comment_line(text, "zone = \"Europe/London\"");
        }
    }
    if let Some(unit) = time.registration_unit {
        entry(text, "registration_unit", &quoted(unit.name()));
    }
    if let Some(format) = &time.registration_format {
        entry(text, "registration_format", &quoted(format));
    }
}

fn write_rows(text: &mut String, proposal: &SchemaProposal, rows: &RowSpec) {
    let mut lines = String::new();
    if let Some((column, reason)) = &proposal.key {
        comment(&mut lines, reason);
        let line = format!("deduplicate_by = {}", quoted(column));
        match rows.deduplicate_by.is_empty() {
            false => lines.push_str(&(line + "\n")),
            true => comment_line(&mut lines, &line),
        }
    }
    write_duplicates(&mut lines, proposal);
    if !rows.nothing.is_empty() {
        comment(&mut lines, "Texts that stand for no value.");
        entry(&mut lines, "nothing", &list(&rows.nothing));
    }
    if !lines.is_empty() {
        text.push_str("\n[rows]\n");
        text.push_str(&lines);
    }
}

fn write_guests(text: &mut String, proposal: &SchemaProposal, rule: &GuestRule) {
    text.push_str("\n[guests]\n");
    match proposal.guest_reasons.is_empty() {
        true => comment(text, "Every row of the sample has an entity."),
        false => proposal.guest_reasons.iter().for_each(|reason| comment(text, reason)),
    }
    entry(text, "empty_entity", if rule.empty_entity { "true" } else { "false" });
    if !rule.missing.is_empty() {
        entry(text, "missing", &list(&rule.missing));
    }
    if !rule.values.is_empty() {
        entry(text, "values", &table(&rule.values));
    }
    if !proposal.nobody.is_empty() {
        // With those that are in force: a key must not stand twice once the `#` is gone.
        let mut values = rule.values.clone();
        values.extend(proposal.nobody.clone());
        comment_line(text, &format!("values = {}", table(&values)));
    }
}

/// Lists by column, on one line.
fn table(values: &BTreeMap<String, Vec<String>>) -> String {
    let entries =
        values.iter().map(|(column, values)| format!("{} = {}", quoted(column), list(values)));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

fn write_repair(text: &mut String, proposal: &SchemaProposal) {
    text.push_str("\n[text]\n");
    match &proposal.repaired {
        Some(example) => {
            comment(text, &format!("Text was encoded twice: {example}."));
            entry(text, "repair", "true");
        }
        None => {
            comment(text, "No text of the sample was encoded twice.");
            entry(text, "repair", "false");
        }
    }
}

fn write_duplicates(text: &mut String, proposal: &SchemaProposal) {
    let duplicates = &proposal.duplicates;
    if duplicates.n_rows == 0 {
        return;
    }
    let equal = match duplicates.n_rows {
        1 => "1 row of the sample equals an earlier one".to_owned(),
        n => format!("{} of the sample equal an earlier one", count(n, "row")),
    };
    let in_all = match duplicates.n_equal_in_all {
        0 => "none in every column".to_owned(),
        n if n == duplicates.n_rows => "and in every column".to_owned(),
        n => format!("{} in every column", count(n, "row")),
    };
    comment(text, &format!("{equal} in all that is kept, {in_all}."));
    match duplicates.advice {
        DuplicateAdvice::Keep => {
            comment(
                text,
                match duplicates.are_lines {
                    true => "They are lines of receipts, of which a purchase may have two alike.",
                    false => "They are different rows to the log, so that each is an event.",
                },
            );
            entry(text, "duplicates", "\"keep\"");
        }
        DuplicateAdvice::Ask => {
            comment(text, "Equal rows are read once. If each is an event of its own, say so:");
            comment_line(text, "duplicates = \"keep\"");
        }
        DuplicateAdvice::Drop => comment(text, "Equal rows are read once."),
    }
    if duplicates.advice != DuplicateAdvice::Keep && !duplicates.told_apart_by.is_empty() {
        let columns: Vec<String> =
            duplicates.told_apart_by.iter().map(|column| format!("`{column}`")).collect();
        let columns = listed(&columns);
        comment(text, &format!("Keep {columns} if they are events of their own."));
    }
}

fn write_attributes(text: &mut String, proposal: &SchemaProposal) {
    for (column, used) in &proposal.uses {
        match &used.decision {
            Decision::Keep(spec) => write_kept(text, spec, used),
            Decision::LeaveOut(spec) => write_left_out(text, spec, used),
            Decision::Refuse => {
                text.push('\n');
                comment(text, &format!("`{column}` cannot be kept: {}.", used.note));
            }
        }
    }
    if let Some(spec) = &proposal.product {
        text.push('\n');
        comment(text, "What a row brought: the product of two columns.");
        attribute_lines(spec).iter().for_each(|line| text.push_str(&format!("{line}\n")));
    }
}

fn attribute_lines(spec: &AttributeSpec) -> Vec<String> {
    let mut lines = vec!["[[attributes]]".to_owned(), format!("name = {}", quoted(&spec.name))];
    lines.extend(spec.column.as_ref().map(|column| format!("column = {}", quoted(column))));
    lines.push(format!("type = {}", quoted(spec.kind.name())));
    if !spec.product.is_empty() {
        lines.push(format!("product = {}", list(&spec.product)));
    }
    lines.extend(spec.kinds.as_ref().map(|kinds| format!("kinds = {}", list(kinds))));
    lines
}

fn write_kept(text: &mut String, spec: &AttributeSpec, used: &ColumnUse) {
    text.push('\n');
    comment(text, &sentence(&used.note));
    attribute_lines(spec).iter().for_each(|line| text.push_str(&format!("{line}\n")));
}

fn write_left_out(text: &mut String, spec: &AttributeSpec, used: &ColumnUse) {
    text.push('\n');
    comment(text, &format!("`{}` is left out: {}.", spec.column(), used.note));
    attribute_lines(spec).iter().for_each(|line| comment_line(text, line));
}

fn write_kinds(text: &mut String, proposal: &SchemaProposal, spec: &SchemaSpec) {
    let meanings = &proposal.kind_meanings;
    text.push_str("\n[kinds]\n");
    if let Some(main) = &spec.kinds.main {
        comment(text, &meanings.main_reason);
        entry(text, "main", &quoted(main));
    }
    meanings.churn_reasons.iter().for_each(|reason| comment(text, reason));
    comment(text, "What counts as leaving is yours to decide.");
    if spec.kinds.churn.is_empty() {
        comment_line(text, &format!("churn = {}", list(&meanings.maybe_churn)));
    } else {
        entry(text, "churn", &list(&spec.kinds.churn));
        for kind in &meanings.maybe_churn {
            comment_line(text, &format!("or in `churn`: {}", quoted(kind)));
        }
    }
    write_counted(text, proposal, spec);
    if !spec.kinds.names.is_empty() {
        comment(text, "Their own names would mean something else in names of features.");
        entry(text, "names", &map(&spec.kinds.names));
    }
    write_pairs(text, proposal, spec);
}

fn write_pairs(text: &mut String, proposal: &SchemaProposal, spec: &SchemaSpec) {
    let pairs = &proposal.pairs;
    if !spec.kinds.exposures.is_empty() {
        pairs.exposure_reasons.iter().for_each(|reason| comment(text, reason));
        entry(text, "exposures", &list(&spec.kinds.exposures));
    }
    if !spec.kinds.submissions.is_empty() {
        pairs.submission_reasons.iter().for_each(|reason| comment(text, reason));
        entry(text, "submissions", &map(&spec.kinds.submissions));
    }
    if !spec.kinds.opposites.is_empty() {
        comment(text, "By their names.");
        entry(text, "opposites", &map(&spec.kinds.opposites));
    }
}

/// Texts by text, on one line.
fn map(pairs: &BTreeMap<String, String>) -> String {
    let entries = pairs.iter().map(|(key, value)| format!("{} = {}", quoted(key), quoted(value)));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

fn write_counted(text: &mut String, proposal: &SchemaProposal, spec: &SchemaSpec) {
    if spec.kinds.counted.is_empty() {
        return;
    }
    comment(text, "Each of these becomes a feature. Remove what happens only on the way out.");
    if proposal.kind_meanings.n_more > 0 {
        let n_more = count(proposal.kind_meanings.n_more as u64, "rarer kind");
        comment(text, &format!("There are {n_more}."));
    }
    entry(text, "counted", &wrapped_list(&spec.kinds.counted));
}

fn write_meaning(text: &mut String, proposal: &SchemaProposal, spec: &SchemaSpec) {
    text.push_str("\n[meaning]\n");
    let meaning = &spec.meaning;
    let paid = (!meaning.paid_plans.is_empty()).then(|| list(&meaning.paid_plans));
    let profile = (!meaning.profile.is_empty()).then(|| list(&meaning.profile));
    let text_of = |name: &Option<String>| name.as_deref().map(quoted);
    let lines = [
        ("plan", text_of(&meaning.plan), "the plan the entity is on"),
        ("paid_plans", paid, ""),
        ("duration", text_of(&meaning.duration), "how many seconds the event lasted"),
        ("item", text_of(&meaning.item), "what was consumed"),
        ("creator", text_of(&meaning.creator), "who made that"),
        ("profile", profile, ""),
        ("user_agent", text_of(&meaning.user_agent), ""),
        ("location", text_of(&meaning.location), ""),
        ("revenue", text_of(&meaning.revenue), "what the event brought, in money"),
        ("quantity", text_of(&meaning.quantity), ""),
    ];
    for (key, value, what) in lines {
        match value {
            Some(value) => {
                comment(text, proposal.meanings.reason(key).unwrap_or_default());
                entry(text, key, &value);
            }
            None if what.is_empty() => {}
            None => {
                comment_line(text, &format!("{key} = \"\"  # {what}: no attribute looks like it"))
            }
        }
    }
    for (reason, line) in &proposal.meanings.open {
        comment(text, reason);
        comment_line(text, line);
    }
}

/// A list of texts, over as many lines as it needs.
fn wrapped_list(texts: &[String]) -> String {
    let line = list(texts);
    if line.len() <= MAX_LINE {
        return line;
    }
    let items: String = texts.iter().map(|text| format!("    {},\n", quoted(text))).collect();
    format!("[\n{items}]")
}

fn entry(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {value}");
}

/// Adds a comment, broken between words.
fn comment(text: &mut String, sentence: &str) {
    let mut line = String::from("#");
    for word in sentence.split_whitespace() {
        // A word longer than the line stands alone on its own.
        if line.len() + word.len() >= WIDTH && line.len() > 1 {
            comment_end(text, &line);
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    comment_end(text, &line);
}

/// Adds a line that takes effect once its `#` is taken away.
fn comment_line(text: &mut String, line: &str) {
    comment_end(text, &format!("# {line}"));
}

/// TOML allows no control characters in comments.
fn comment_end(text: &mut String, line: &str) {
    // A line end in a name would end the comment, and what follows would be read as TOML.
    text.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
    text.push('\n');
}

fn sentence(note: &str) -> String {
    let mut chars = note.chars();
    let first = chars.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(chars).chain(['.']).collect()
}
