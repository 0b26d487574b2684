//! How a matrix is looked at: what its parts are drawn with.

use super::chart::Viewport;
use super::ui::{MatrixView, Tell};

/// How a matrix is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    pub view: MatrixView,
    pub viewport: Viewport,
    pub tell: &'a Tell,
}
