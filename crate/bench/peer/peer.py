"""The command's peer in `cargo xtask bench`: the same work, done by jax on the CPU.

    python peer.py CORE ...

runs on these cores, counted from 0 among those that this process may use, with a thread for each. Standard input begins
with what there is to work on:

    a line of the sizes of the network's layers, inputs first
    a line of the unknown features
    a line of how many records are attacked, how many batches there are, how many records a batch has
    float32, little-endian: the network to train (by layer its weights [input][output], then its biases), the network to
    attack, the records, the inputs of all batches, their classes

Then each line is a question, answered by a line of numbers; the first line of all says jax's version.

    train S         trains anew for about S seconds: steps, the seconds that they took, the last batch's loss
    complete R      tries all completions of record R: milliseconds, the first best completion, its confidence
"""

import os
import sys

# What jax looks at when it is imported: how many cores there are, and what XLA may do with them.
cores = [int(word) for word in sys.argv[1:]]
if hasattr(os, "sched_setaffinity"):
    usable = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {usable[core % len(usable)] for core in cores})
os.environ["NPROC"] = str(len(cores))
os.environ["JAX_PLATFORMS"] = "cpu"
if len(cores) == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import itertools
from functools import partial
from time import perf_counter

import jax
import jax.numpy as jnp
import numpy as np

# Completions that are asked about at once.
ROWS = 4096
# Steps between two looks at the clock; looking waits for them.
STEPS = 8
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


def read_words():
    return [int(word) for word in sys.stdin.buffer.readline().split()]


def read_array(*shape):
    n_bytes = 4 * int(np.prod(shape))
    return jnp.asarray(np.frombuffer(sys.stdin.buffer.read(n_bytes), "<f4").reshape(shape))


def read_network(sizes):
    return [(read_array(n, m), read_array(m)) for n, m in zip(sizes, sizes[1:])]


def logits(network, rows):
    for weights, bias in network[:-1]:
        rows = jax.nn.relu(rows @ weights + bias)
    weights, bias = network[-1]
    return rows @ weights + bias


def loss(network, rows, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits(network, rows)), labels[:, None], 1))


@partial(jax.jit, donate_argnums=0)
def step(state, rows, labels):
    """Adam; everything that changes is donated, so nothing is copied."""
    network, mean, square, n = state
    value, gradient = jax.value_and_grad(loss)(network, rows, labels)
    n = n + 1
    mean = jax.tree.map(lambda m, g: BETA_1 * m + (1 - BETA_1) * g, mean, gradient)
    square = jax.tree.map(lambda v, g: BETA_2 * v + (1 - BETA_2) * g * g, square, gradient)
    of_mean, of_square = 1 / (1 - BETA_1**n), 1 / (1 - BETA_2**n)
    change = lambda w, m, v: w - LEARNING_RATE * (m * of_mean) / (jnp.sqrt(v * of_square) + EPSILON)
    return (jax.tree.map(change, network, mean, square), mean, square, n), value


sizes, unknown, (n_records, n_batches, n_rows) = read_words(), read_words(), read_words()
start, network = read_network(sizes), read_network(sizes)
records = [read_array(sizes[0]) for _ in range(n_records)]
# Arrays of their own, so that a step has nothing to cut out.
inputs = [read_array(n_rows, sizes[0]) for _ in range(n_batches)]
labels = [read_array(n_rows).astype(jnp.int32) for _ in range(n_batches)]
batches = itertools.cycle(zip(inputs, labels))

# By input, which bit of a completion's number it takes: building rows so is as quick as anything that was tried.
bit = np.zeros(sizes[0], np.int32)
bit[unknown] = np.arange(len(unknown))
is_unknown = np.zeros(sizes[0], bool)
is_unknown[unknown] = True


@jax.jit
def complete(network, record):
    """Of each batch of completions the first best one and its confidence."""

    def best(first):
        completions = first + jnp.arange(ROWS)
        bits = (completions[:, None] >> bit & 1).astype(jnp.float32)
        rows = jnp.where(is_unknown, bits, record)
        confidence = jax.nn.softmax(logits(network, rows)).max(1)
        at = jnp.argmax(confidence)
        return completions[at], confidence[at]

    return jax.lax.map(best, jnp.arange(0, 2 ** len(unknown), ROWS))


def train(seconds):
    zeros = lambda: jax.tree.map(jnp.zeros_like, start)
    # A copy, as what is donated is gone.
    state = (jax.tree.map(jnp.copy, start), zeros(), zeros(), jnp.float32(0))
    state, _ = step(state, *next(batches))
    jax.block_until_ready(state)
    n, begun = 0, perf_counter()
    while (passed := perf_counter() - begun) < seconds:
        for rows, classes in itertools.islice(batches, STEPS):
            state, value = step(state, rows, classes)
        jax.block_until_ready(state)
        n += STEPS
    return n, passed, float(value)


def try_all(record):
    begun = perf_counter()
    completions, confidences = map(np.asarray, complete(network, records[record]))
    best = int(np.argmax(confidences))
    return (perf_counter() - begun) * 1e3, completions[best], confidences[best]


def say(*words):
    print(*words, flush=True)


say(jax.__version__)
for line in sys.stdin.buffer:
    question, number = line.decode().split()
    say(*(train(float(number)) if question == "train" else try_all(int(number))))
