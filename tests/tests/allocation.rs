//! A training step takes no memory once training is under way. A test program of its own: it counts everything that the
//! program allocates.
#![allow(unsafe_code)] // an allocator is an unsafe trait; this one hands every call on to the system's

use nearmiss::dataset::Sample;
use nearmiss::optimizer::OptimizerKind;
use nearmiss::train::Regularization;
use nearmiss::train::TrainingState;
use nearmiss::{Activation, Inputs, Seed, Stream, Training, TrainingConfig};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;

static N_ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator keeps the contract; counting changes nothing about it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        N_ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_training_step_allocates_nothing() {
    let config = TrainingConfig {
        hidden: vec![64; 3],
        activation: Activation::Relu,
        optimizer: OptimizerKind::Adam { learning_rate: 1e-3 },
        batch_size: 32,
        epochs: 3,
        regularization: Regularization::default(),
    };
    // The last batch is smaller than the others.
    let mut members = Sample { inputs: Inputs::empty(40), labels: Vec::new() };
    for record in 0..150_usize {
        let values = ndarray::Array1::from_shape_fn(40, |j| f32::from((record * 7 + j * 3).is_multiple_of(5)));
        members.inputs.push_values(values.view());
        members.labels.push(record % 4);
    }
    let rng = |stream| Seed(1).rng(stream, 0);
    let mut training = Training::new(config, 40, 4, &mut rng(Stream::Init), rng(Stream::Batches));
    // Two epochs: the first step of each shuffles, five train.
    for _ in 0..12 {
        training.step(&members, None);
    }
    let before = N_ALLOCATIONS.load(Ordering::Relaxed);
    while training.step(&members, None) == TrainingState::Running {}
    assert_eq!(N_ALLOCATIONS.load(Ordering::Relaxed) - before, 0);
}
