//! The page.

fn main() {
    nearmiss_app::page::run();
}
