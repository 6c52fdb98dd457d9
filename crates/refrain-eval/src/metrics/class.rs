//! The two classes.

/// What a label says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// The entity churned.
    Churned,
    /// The entity was retained.
    Retained,
}

impl Class {
    /// Returns what no row did where the class is missing.
    pub(super) fn deed(self) -> &'static str {
        match self {
            Class::Churned => "churned",
            Class::Retained => "was retained",
        }
    }

    /// Returns how names of metrics of the class end.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Class::Churned => "",
            Class::Retained => "_of_retained",
        }
    }
}
