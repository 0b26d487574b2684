//! How large a table may be: it is held several times in a browser's tab.

/// Unpacked size that is accepted.
pub const MAX_BYTES: usize = 64 << 20;
/// Columns that are accepted.
pub const MAX_COLUMNS: usize = 5000;
/// Cells that are accepted.
pub const MAX_CELLS: usize = 8_000_000;
/// Levels of a categorical feature that are accepted.
pub const MAX_LEVELS: usize = 64;
