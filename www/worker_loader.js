// Starts the worker. Trunk could write this file, but its own keeps silent when starting fails.
importScripts("./worker.js");
wasm_bindgen({ module_or_path: "./worker_bg.wasm" }).catch((error) => {
  // Thrown outside the promise, it reaches the page as an error of its worker.
  setTimeout(() => {
    throw error;
  });
});
