// Keeps the page in this browser and answers for it: all files of one version or none, each checked by its content, so that
// nothing is ever half old, half new. Before this stand VERSION and FILES, a SHA-256 for each path: crate/site writes them.

// All sites of an origin share its caches. A site's folder ends the name, and a blank can't be in it.
const OWN = `near-miss ${registration.scope} `;
const KEPT = OWN + VERSION;

addEventListener("install", (event) => event.waitUntil(keep()));
// The page that has brought this is answered, too.
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(event.data === "take" ? skipWaiting() : tidy()));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});

async function keep() {
  try {
    const cache = await caches.open(KEPT);
    await Promise.all(
      Object.entries(FILES).map(async ([path, digest]) => {
        const response = await fetch(path, { cache: "no-cache" });
        const found = response.ok && (await digestOf(response.clone()));
        if (found !== digest) throw new Error(`${path} is not of this version`);
        await cache.put(path, response);
      }),
    );
  } catch (error) {
    await caches.delete(KEPT);
    throw error;
  }
}

// Of what is in a file; a host may have sent it packed or have let the browser unpack it.
async function digestOf(response) {
  let bytes = await response.arrayBuffer();
  const [first, second] = new Uint8Array(bytes);
  if (first === 0x1f && second === 0x8b) {
    bytes = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answer(request) {
  const { origin, pathname, searchParams } = new URL(request.url);
  const path = origin + pathname.replace(/\/index\.html$/, "/");
  // A page that was opened before this version was taken asks for files of its own.
  const version = searchParams.get("v");
  const kept = await caches.match(path, { cacheName: OWN + (version ?? VERSION) });
  return kept ?? (version ? undefined : await caches.match(path)) ?? fetch(request);
}

// Gives up other versions, unless a page may still ask for them or one is being kept just now.
async function tidy() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== KEPT);
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const n_open = pages.filter((page) => page.url.startsWith(registration.scope)).length;
  if (n_open === 1 && !registration.installing && !registration.waiting) {
    await Promise.all(others.map((name) => caches.delete(name)));
  }
}
