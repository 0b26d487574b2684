//! Serve, test, build: installs what is missing.
fn main() {}
