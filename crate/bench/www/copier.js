// A worker of the bench that keeps the memory busy: it copies 256 MB there and back again until it is told to stop.
const [a, b] = [new Float64Array(2 ** 25).fill(1), new Float64Array(2 ** 25).fill(2)];
// A message to itself lets the message to stop in, without the pause that a timer would make.
const { port1, port2 } = new MessageChannel();
let is_copying = false, start, bytes;
port2.onmessage = () => {
  if (!is_copying) return;
  b.set(a);
  a.set(b);
  // Each number is read once and written once, twice over.
  bytes += 4 * a.byteLength;
  port1.postMessage(null);
};
self.onmessage = ({ data }) => {
  is_copying = data === 'start';
  if (is_copying) {
    [start, bytes] = [performance.now(), 0];
    port1.postMessage(null);
    self.postMessage(null);
  } else {
    self.postMessage(bytes / (performance.now() - start) / 1e6);
  }
};
