//! The hot paths as a native program: `cargo bench -p nearmiss-bench`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nearmiss_bench::{Location, Product, ceiling};

fn products(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("product");
    group.throughput(Throughput::Elements(ceiling(1000) as u64));
    group.bench_function("ceiling", |b| b.iter(|| ceiling(1000)));
    for (name, m, k, n, is_transposed) in [
        ("forward 4096x512x512", 4096, 512, 512, (false, false)),
        ("forward 128x512x512", 128, 512, 512, (false, false)),
        ("weight gradient 512x128x512", 512, 128, 512, (true, false)),
        ("input gradient 128x512x512", 128, 512, 512, (false, true)),
    ] {
        let mut product = Product::new(m, k, n, is_transposed.0, is_transposed.1);
        group.throughput(Throughput::Elements(2 * (m * k * n) as u64));
        group.bench_function(name, |b| b.iter(|| product.run()));
    }
    group.finish();
}

fn network(criterion: &mut Criterion) {
    let mut location = Location::at_start();
    let mut group = criterion.benchmark_group("the paper's network");
    group.sample_size(10);
    group.bench_function("training step", |b| b.iter(|| location.step()));
    while !location.advance(0) {}
    location.attack_own();
    for (name, plainly) in [("2^15 completions", false), ("the same one by one", true)] {
        group.bench_function(name, |b| b.iter(|| location.infer(0, 0, 1 << 15, plainly)));
    }
    group.finish();
}

criterion_group!(benches, products, network);
criterion_main!(benches);
