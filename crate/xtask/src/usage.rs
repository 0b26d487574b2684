//! The commands of this program, as they are shown to who asks or mistypes one.

/// A line a command.
pub const USAGE: &str = "\
cargo xtask serve [--port N]             build the page and serve it on this computer, at port 8080 or N
cargo xtask build                        build the page into dist, and beside it the whole of it as one file
cargo xtask bundle                       the same, and say where that file is
cargo xtask test [ARGUMENTS ...]         check form, build the page, run every test; ARGUMENTS go to `cargo test`
cargo xtask test --long [ARGUMENTS ...]  the same with 2,000 draws in each simulation, whose counts it prints: docs/methods.md
cargo xtask bench [browser | command | growth]
                                         measure page and command beside their peers and how cost grows, or one of them:
                                         docs/speed.md
cargo xtask record [--list | --install] [PRESET ...]
                                         make recorded results anew and say whether they are what www/recorded has;
                                         with --install put them there, with --list say what commands make the parts
cargo xtask lint                         check form alone: how files hang together, rustfmt, clippy
cargo xtask extend                       add what docs/extending describes to a copy and run the tests there
Each installs what it needs and doesn't find: see README.";
