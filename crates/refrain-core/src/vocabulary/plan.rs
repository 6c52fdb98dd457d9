//! Plans that pay and plans that do not.

/// The plan attribute of a product, with the values that pay.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Name of the text attribute.
    pub attribute: String,
    /// Values that pay.
    pub paid: Vec<String>,
}

impl Plan {
    /// Names the attribute and the values of it that pay.
    pub fn new<S: Into<String>>(
        attribute: impl Into<String>,
        paid: impl IntoIterator<Item = S>,
    ) -> Plan {
        Plan { attribute: attribute.into(), paid: paid.into_iter().map(Into::into).collect() }
    }
}
