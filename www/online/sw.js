// Stands where a page isn't to be kept in browsers, as while it is being written: one that kept it gives it up, and this
// with it.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(giveUp()));

async function giveUp() {
  const names = await caches.keys();
  const own = names.filter((name) => name.startsWith(`near-miss ${registration.scope} `));
  await Promise.all(own.map((name) => caches.delete(name)));
  await registration.unregister();
  const pages = await clients.matchAll({ type: "window" });
  await Promise.all(pages.map((page) => page.navigate(page.url)));
}
