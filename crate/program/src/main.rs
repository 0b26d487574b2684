//! Near Miss in a browser: the page and, started once more by it, its workers.

fn main() {
    nearmiss_app::run();
}
