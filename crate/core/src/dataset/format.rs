//! Data sets in and out of CSV.
