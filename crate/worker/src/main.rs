//! The worker.

fn main() {
    nearmiss_app::worker::run();
}
