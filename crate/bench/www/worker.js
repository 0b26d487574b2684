// A worker of the bench: trains, or tries a block of completions, and says how much memory it has.
import init, { Location } from './nearmiss_bench.js';

// A message that comes while this waits has to find its listener.
const ready = init();
let location;
self.onmessage = async ({ data }) => {
  const { memory } = await ready;
  if (data.parameters) {
    location = new Location();
    location.attack(data.parameters);
  } else if (data.infer) {
    location.infer(...data.infer);
  } else {
    for (let i = 0; i < data.epochs * location.steps_per_epoch(); i++) location.step();
  }
  self.postMessage({ memory: memory.buffer.byteLength });
};
