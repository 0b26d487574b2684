// Starts the page, and gives its program what a page in one file must do in another way than a page on a host: read a
// file that lies beside it, start a worker. This is a file, not an inline script, so that the page's policy can forbid those.
const nearmiss = (() => {
  // The words in index.html are the lesson's first: a link that leads elsewhere shows none of them.
  if (location.hash.length > 1 && !location.hash.includes("at=lesson-who&")) document.querySelector(".step").hidden = true;
  try {
    document.documentElement.className = localStorage.getItem("near-miss-type") ?? "";
  } catch {
    // A browser that remembers nothing has type of its usual size.
  }
  // A button that goes, or goes dead, would take the focus with it: what it stood in keeps it, so that whoever plays by keys
  // goes on from there.
  let held = [];
  addEventListener("focusin", ({ target }) => {
    for (held = []; target; target = target.parentElement) held.push(target);
  });
  // Escape puts the terms away, wherever the focus is.
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") document.querySelector(".terms-head button")?.click();
  });
  const app = document.getElementById("app");
  new MutationObserver(() => {
    if (document.activeElement !== document.body || held[0]?.isConnected !== false) return;
    const keeper = held.find((element) => element.isConnected);
    if (!app.contains(keeper)) return;
    keeper.tabIndex = -1;
    keeper.focus({ preventScroll: true });
  }).observe(app, { childList: true, subtree: true });
  const { wasm, version, whole } = document.currentScript.dataset;
  const code = document.getElementById("code");
  // Where the page is one file: what would lie beside it, as base64 by path.
  const carried = JSON.parse(document.getElementById("carried")?.text ?? "null");
  let text;

  async function fetched(path, options) {
    const response = await fetch(path, options);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response;
  }

  function unpacked(path) {
    if (!carried[path]) throw new Error("it is not in this file");
    return Uint8Array.from(atob(carried[path]), (character) => character.charCodeAt(0));
  }

  function unzipped(bytes) {
    const content = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(content, { headers: { "content-type": "application/wasm" } });
  }

  // In a worker: waits for the program as the page has compiled it.
  function begin() {
    addEventListener(
      "message",
      ({ data }) => {
        wasm_bindgen({ module_or_path: data }).catch((error) => {
          // Thrown outside the promise, it reaches the page as an error of its worker.
          setTimeout(() => {
            throw error;
          });
        });
      },
      { once: true },
    );
  }

  async function start() {
    let program;
    [text, program] = await Promise.all([
      // The file's name changes with its content, so the copy that the script element has just loaded will do.
      carried ? code.text : fetched(code.src, { cache: "force-cache" }).then((response) => response.text()),
      carried ? unzipped(unpacked(wasm)) : fetched(wasm),
    ]);
    await wasm_bindgen({ module_or_path: program });
  }

  // One transaction of the database that outlives a reload, with what it found.
  function transact(act) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("near-miss", 2);
      opening.onupgradeneeded = () => {
        for (const name of ["files", "units"]) {
          if (!opening.result.objectStoreNames.contains(name)) opening.result.createObjectStore(name);
        }
      };
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        try {
          const transaction = opening.result.transaction(["files", "units"], "readwrite");
          const requests = act(transaction.objectStore("files"), transaction.objectStore("units"));
          transaction.oncomplete = () => resolve(requests.map((request) => request.result));
          transaction.onabort = () => reject(transaction.error);
          // It closes when the transaction has ended.
          opening.result.close();
        } catch (error) {
          reject(error);
        }
      };
    });
  }

  // What crate/app/src/store.rs asks of it.
  const stores = {
    keep: (sha256, file) => transact((files) => [files.clear(), files.put(file, sha256)]),
    recall: (sha256) => transact((files) => [files.get(sha256)]).then(([file]) => file),
    save: (key, bytes) => transact((_, units) => [units.put(bytes, key)]),
    recover: (build, beginnings) =>
      transact((_, units) => {
        const all = units.getAllKeys();
        all.onsuccess = () => {
          for (const key of all.result) if (!String(key).startsWith(build)) units.delete(key);
        };
        return beginnings.map((beginning) => units.getAll(IDBKeyRange.bound(beginning, `${beginning}\uffff`)));
      }).then((found) => found.flat()),
    forget: () => transact((files, units) => [files.clear(), units.clear()]),
  };

  const started = start();
  started.catch((error) => {
    console.error(error);
    document.getElementById("app").textContent =
      `Near Miss could not start (${error?.message ?? error}). Reload the page. It needs WebAssembly with SIMD: ` +
      "Chrome 91, Edge 91, Firefox 113, Safari 16.4 or newer.";
  });

  return {
    started,
    // The page as one file, where it is offered.
    whole,
    // The content of a file beside the page.
    read: async (path) =>
      carried ? unpacked(path) : (await fetched(version ? `${path}?v=${version}` : path)).arrayBuffer(),
    stored: (what, first, second) => stores[what](first, second),
    // A worker that is about to run this module. It starts from a blob, because then it obeys the page's own policy, which
    // a worker from a file does not, and because a page from disk can start no other.
    worker: (module) => {
      const address = URL.createObjectURL(new Blob([text, `;(${begin})()`], { type: "text/javascript" }));
      const worker = new Worker(address);
      // It has started by then. Firefox 140 fails at its end if a page from disk has left an address.
      worker.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
      worker.postMessage(module);
      return worker;
    },
  };
})();
