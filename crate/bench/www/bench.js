// Measures ours and the peers in turn, round by round, and leaves the times in `window.results`: by name, one a round.
// Times are milliseconds; what is compared within a round ran within a second or so, under the same load.
import init, { ceiling, Location, Product } from './nearmiss_bench.js';

const ROUNDS = 7;
const N_COMPLETIONS = 2 ** 15;
const BATCH = 4096;
// m, k, n, whether a is stored transposed, whether b is.
const PRODUCTS = {
  'forward, 4096 x 512 x 512': [4096, 512, 512, false, false],
  'forward, 128 x 446 x 512': [128, 446, 512, false, false],
  'forward, 128 x 512 x 512': [128, 512, 512, false, false],
  'weight gradient, 512 x 128 x 512': [512, 128, 512, true, false],
  'weight gradient, 446 x 128 x 512': [446, 128, 512, true, false],
  'input gradient, 128 x 512 x 512': [128, 512, 512, false, true],
};
// The product that is measured beside a memory-bound load, too.
const BESIDE_LOAD = 'forward, 4096 x 512 x 512';
// A member and a non-member, each twice.
const TARGETS = [0, 1, 2, 3];

const results = {};
const say = text => { document.querySelector('#progress').textContent = text; };
const breathe = () => new Promise(resolve => setTimeout(resolve));
const record = (name, value) => { (results[name] ??= []).push(value); };
const timed = async work => { const start = performance.now(); await work(); return performance.now() - start; };

// Repeats `work`, which returns a number of operations, for some time: GFLOP/s.
function rate(work, milliseconds) {
  const start = performance.now();
  let operations = 0, passed = 0;
  while (passed < milliseconds) { operations += work(); passed = performance.now() - start; }
  return operations / passed / 1e6;
}

// The network in TensorFlow.js, with its fused layers.
class Peer {
  constructor(sizes, parameters) {
    let at = 0;
    const take = n => parameters.subarray(at, at += n);
    this.layers = sizes.slice(1).map((n, l) => ({
      weights: tf.variable(tf.tensor2d(take(sizes[l] * n), [sizes[l], n])),
      bias: tf.variable(tf.tensor1d(take(n))),
    }));
    this.adam = tf.train.adam(1e-3);
    this.n_inputs = sizes[0];
  }
  logits(x) {
    return this.layers.reduce((a, { weights, bias }, l) => tf.fused.matMul({
      a, b: weights, bias, activation: l + 1 < this.layers.length ? 'relu' : 'linear',
    }), x);
  }
  // The greatest confidence of each of some rows.
  confidences(values, n_rows) {
    return tf.tidy(() => tf.softmax(this.logits(tf.tensor2d(values, [n_rows, this.n_inputs]))).max(1).dataSync());
  }
  step(x, y) {
    tf.tidy(() => this.adam.minimize(() => tf.losses.softmaxCrossEntropy(y, this.logits(x))));
    // Waits for the weights.
    this.layers[0].bias.dataSync();
  }
  dispose() {
    this.layers.forEach(({ weights, bias }) => { weights.dispose(); bias.dispose(); });
    this.adam.dispose();
  }
}

// What a page without our attack would do: every completion as a row, by batches.
function enumerate(peer, values, unknown) {
  const rows = new Float32Array(BATCH * values.length);
  let best = -1, first = -1, ties = 0;
  for (let start = 0; start < N_COMPLETIONS; start += BATCH) {
    for (let i = 0; i < BATCH; i++) {
      rows.set(values, i * values.length);
      unknown.forEach((feature, j) => { rows[i * values.length + feature] = (start + i) >> j & 1; });
    }
    peer.confidences(rows, BATCH).forEach((confidence, i) => {
      if (confidence > best) { best = confidence; first = start + i; ties = 0; }
      ties += confidence === best;
    });
  }
  return [first, best, ties];
}

// Jobs done by some workers, each taking the next when it is free.
class Pool {
  static async of(n, parameters) {
    const pool = new Pool();
    pool.workers = await Promise.all(Array.from({ length: n }, () => new Promise(resolve => {
      const worker = new Worker('worker.js', { type: 'module' });
      worker.onmessage = () => resolve(worker);
      worker.postMessage({ parameters });
    })));
    return pool;
  }
  async finish(jobs, n_workers) {
    const waiting = [...jobs];
    const replies = await Promise.all(this.workers.slice(0, n_workers).map(worker => new Promise(resolve => {
      let last;
      const next = () => {
        const job = waiting.shift();
        job ? worker.postMessage(job) : resolve(last);
      };
      worker.onmessage = ({ data }) => { last = data; next(); };
      next();
    })));
    return replies.filter(Boolean);
  }
}

// Another worker that keeps the memory busy from `start` to `stop`.
class Copier {
  constructor() { this.worker = new Worker('copier.js'); }
  ask(question) {
    return new Promise(resolve => {
      this.worker.onmessage = ({ data }) => resolve(data);
      this.worker.postMessage(question);
    });
  }
  // Waits until it copies.
  start() { return this.ask('start'); }
  // GB that it has read and written a second.
  stop() { return this.ask('stop'); }
}

async function main() {
  await init();
  const location = new Location();
  // A whole repeat of the preset, unit by unit.
  const kinds = location.units(), seconds = {};
  for (const [unit, kind] of kinds.entries()) {
    say(`A repeat of the preset, ${kinds.length} units: ${kind}`);
    const start = performance.now();
    for (let n = 1; !location.advance(unit); n++) if (n % 20 === 0) await breathe();
    seconds[kind] = (seconds[kind] ?? 0) + (performance.now() - start) / 1000;
  }
  for (const kind in seconds) record(`location, a repeat: ${kind} (s)`, seconds[kind]);
  const repeat = Object.values(seconds).reduce((a, b) => a + b);
  record('location, a repeat (s)', repeat);
  // Each worker takes whole repeats.
  record('location, estimate: 50 repeats on 8 workers (min)', Math.ceil(50 / 8) * repeat / 60);
  const [sizes, parameters, unknown] = [[...location.sizes()], location.attack_own(), location.unknown()];
  const products = Object.fromEntries(Object.entries(PRODUCTS).map(([name, shape]) => [name, new Product(...shape)]));
  const pool = await Pool.of(2, parameters);
  const copier = new Copier();
  tf.wasm.setWasmPaths('peers/tfjs-backend-wasm/dist/');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // A first tensor needs a backend, and this one takes a while to load.
  await tf.setBackend('wasm');

  const stepper = new Location();
  const classes = tf.tensor1d(Array.from({ length: 128 }, (_, i) => i % sizes.at(-1)), 'int32');
  // One round to warm up.
  for (let round = -1; round < ROUNDS; round++) {
    const keep = round >= 0 ? record : () => {};
    say(`Round ${Math.max(round + 1, 0)} of ${ROUNDS}`);
    await breathe();
    keep('ceiling', rate(() => ceiling(1e6), 100));
    for (const [name, product] of Object.entries(products)) {
      const ceiling_now = rate(() => ceiling(1e6), 50);
      const own = rate(() => product.run(), 100);
      keep(`product: ${name}`, own);
      keep(`ratio to ceiling: ${name}`, own / ceiling_now);
    }

    await copier.start();
    const ceiling_beside_load = rate(() => ceiling(1e6), 100);
    const beside_load = rate(() => products[BESIDE_LOAD].run(), 300);
    keep('memory-bound load (GB/s)', await copier.stop());
    keep(`product beside a memory-bound load: ${BESIDE_LOAD}`, beside_load);
    keep(`ratio to ceiling beside a memory-bound load: ${BESIDE_LOAD}`, beside_load / ceiling_beside_load);

    const ceiling_now = rate(() => ceiling(1e6), 50);
    const step = rate(() => stepper.step(), 300);
    keep('training step', step);
    keep('ratio to ceiling: training step', step / ceiling_now);

    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      const peer = new Peer(sizes, parameters.slice());
      const flops = 2 * parameters.length;
      const n_rows = backend === 'wasm' ? BATCH : 128;
      const rows = new Float32Array(n_rows * sizes[0]).map((_, i) => i * 7919 % 100 < 12);
      peer.confidences(rows, n_rows);
      keep(`TensorFlow.js ${backend}: forward`, rate(() => { peer.confidences(rows, n_rows); return flops * n_rows; }, 200));
      const [x, y] = [tf.tensor2d(rows.subarray(0, 128 * sizes[0]), [128, sizes[0]]), tf.oneHot(classes, sizes.at(-1))];
      peer.step(x, y);
      const operations = stepper.step();
      const peer_step = rate(() => { peer.step(x, y); return operations; }, 300);
      keep(`TensorFlow.js ${backend}: training step`, peer_step);
      keep(`ratio to TensorFlow.js ${backend}: training step`, step / peer_step);
      tf.dispose([x, y]);
      if (backend === 'wasm') {
        const answers = [], own_answers = [];
        const peer_time = await timed(() => answers.push(enumerate(peer, location.values(TARGETS[round & 3]), unknown)));
        const times = [];
        for (const target of TARGETS) {
          times.push(await timed(() => own_answers.push(location.infer(target, 0, N_COMPLETIONS, false))));
        }
        const mean = times.reduce((a, b) => a + b) / times.length;
        keep('2^15 completions, one worker (ms)', mean);
        keep('2^15 completions, TensorFlow.js wasm (ms)', peer_time);
        keep('ratio to TensorFlow.js wasm: 2^15 completions', peer_time / mean);
        // Both must have tried the same completions of the same network.
        if (round === 0) {
          const difference = Math.abs(own_answers[0][1] - answers[0][1]);
          if (!(difference < 1e-5)) throw new Error(`TensorFlow.js disagrees by ${difference}`);
        }
        keep('2^15 completions, asked one by one (ms)', await timed(() => location.infer(TARGETS[0], 0, N_COMPLETIONS, true)));
      }
      peer.dispose();
    }

    const blocks = TARGETS.flatMap(target => Array.from({ length: 16 }, (_, i) => ({ infer: [target, i * 2048, (i + 1) * 2048, false] })));
    const trainings = Array.from({ length: 4 }, () => ({ epochs: 2 }));
    for (const [name, jobs] of [['inference', blocks], ['repeats', trainings]]) {
      const one = await timed(() => pool.finish(jobs, 1));
      let memory;
      const two = await timed(async () => { memory = await pool.finish(jobs, 2); });
      keep(`${name}, one worker (ms)`, one);
      keep(`${name}, two workers (ms)`, two);
      keep(`ratio of two workers to one: ${name}`, one / two);
      keep(`memory of a worker, ${name} (MB)`, Math.max(...memory.map(m => m.memory)) / 1e6);
    }
  }
  window.results = results;
  say('Done.');
}

main().catch(error => { window.failure = String(error.stack ?? error); say(window.failure); });
