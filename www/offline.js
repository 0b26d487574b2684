// Lets the browser keep the page for use without a network, and tells of it: once it is kept, and once there is another
// version, which is taken when the person says so. A browser that refuses goes on without.
(async () => {
  const { serviceWorker } = navigator;
  // Over plain http there is none, and in a private window it may refuse.
  if (!serviceWorker) return;
  const line = document.getElementById("offline");
  const registration = await serviceWorker.register("sw.js", { updateViaCache: "none" });

  function tell() {
    const { active, waiting } = registration;
    if (!active) return;
    line.textContent = waiting ? "There is a new version of this page. " : "Ready for use without a network.";
    if (!waiting) return;
    const button = document.createElement("button");
    button.textContent = "Use the new version";
    button.addEventListener("click", () => {
      serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("take");
    });
    line.append(button);
  }

  function follow() {
    registration.installing?.addEventListener("statechange", tell);
  }
  registration.addEventListener("updatefound", follow);
  follow();
  tell();
  serviceWorker.controller?.postMessage("tidy");
})().catch(() => {});
