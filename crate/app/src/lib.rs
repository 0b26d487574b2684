//! The page and its worker.
//!
//! What to do with an event and what to do next is plain Rust, tested natively: [`worker_state`] for the worker, [`session`]
//! for the page. Around them stand thin shells: [`worker`], [`pool`] and the components of [`page`].

pub mod browser;
pub mod class;
pub mod files;
pub mod lesson;
pub mod link;
pub mod message;
pub mod page;
pub mod pool;
pub mod schedule;
pub mod session;
pub mod store;
pub mod worker;
pub mod worker_state;

/// Starts the page, or in a worker the worker: they are one program, so that it is fetched and compiled once.
pub fn run() {
    use wasm_bindgen::JsCast;
    match js_sys::global().has_type::<web_sys::Window>() {
        true => page::run(),
        false => worker::run(),
    }
}
