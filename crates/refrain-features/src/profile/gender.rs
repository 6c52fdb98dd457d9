//! The gender of an entity.

use refrain_core::{Column, ColumnKind, Events};

pub(crate) fn gender_column() -> Column {
    Column::number("gender", "Gender as last stated")
        .kind(ColumnKind::Category(Vec::new()))
        .unit("category")
        .family("profile")
        .missing("never stated")
}

/// The gender as last stated by an attribute that a feature needs.
pub(crate) fn gender<'a>(events: &Events<'a>, attribute: &str) -> Option<&'a str> {
    events.text(attribute).expect("checked against the needs before").last()
}
