//! Plans that pay and plans that do not.

/// The plan attribute of a product, with the values that pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Name of the text attribute.
    pub attribute: String,
    /// Values that pay.
    pub paid: Vec<String>,
}
