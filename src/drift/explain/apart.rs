//! Two people side by side: the first step at which they part.

use super::{PersonExplanation, Step};

/// Where two explanations part.
pub struct Parting<'p> {
    pub step: &'p Step,
    pub other: &'p Step,
}

/// The first step that ends otherwise for the two; else the first that says something else of them;
/// `None` where all say the same.
pub fn parting<'p>(
    one: &'p PersonExplanation<'_>,
    other: &'p PersonExplanation<'_>,
) -> Option<Parting<'p>> {
    let pairs = || one.steps.iter().zip(&other.steps);
    let by_state = pairs().find(|(left, right)| left.state != right.state);
    let by_words = || pairs().find(|(left, right)| left.said != right.said);
    let (step, other) = by_state.or_else(by_words)?;
    Some(Parting { step, other })
}
