//! The charts of Near Miss, on any plotters backend.
