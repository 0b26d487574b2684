//! Measures a part, which its one argument names, and writes what it finds: `target/bench.json` with every round,
//! `docs/speed.md` with medians. What both know of the other part stays. `cargo xtask bench` builds what is measured and
//! says where it is.

#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let part = std::env::args().nth(1).and_then(|name| native::Part::named(&name));
    native::measure(part.expect("the argument is `browser`, `command` or `growth`: run `cargo xtask bench`"));
}
