//! stub
use super::{Act, Outcome};
use crate::domain::{card::ImportStep, rejection::Rejection};
impl Act<'_, '_> {
    pub(super) fn import(&self, _source: &str, _format: &str, _steps: &[ImportStep]) -> Outcome {
        Err(Rejection::rule("x"))
    }
}
