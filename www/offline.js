// Lets the browser keep the page for use without a network, and tells of it: once it is kept, and once there is another
// version, which is taken when the person says so. A browser that refuses goes on without.
(async () => {
  const { serviceWorker } = navigator;
  // Over plain http there is none, and in a private window it may refuse.
  if (!serviceWorker) return;
  // What the person came for is first.
  await nearmiss.started;
  const line = document.getElementById("offline");
  const registration = await serviceWorker.register("sw.js", { updateViaCache: "none" });

  function tell() {
    if (!registration.active) return;
    const newer = registration.waiting !== null;
    const sentence = newer ? "There is a new version of this page. " : "This page now works without the internet too.";
    // Each is said once.
    if (line.firstChild?.data === sentence) return;
    line.textContent = sentence;
    if (newer) line.append(button);
  }

  const button = document.createElement("button");
  button.textContent = "Use the new version";
  button.addEventListener("click", () => {
    // Another tab may have taken it.
    if (!registration.waiting) location.reload();
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take");
  });

  function follow() {
    registration.installing?.addEventListener("statechange", tell);
  }
  registration.addEventListener("updatefound", follow);
  follow();
  tell();
  serviceWorker.controller?.postMessage("tidy");
})().catch(() => {});
