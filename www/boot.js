// Starts the page. This is a file, not an inline script, so that the page's Content-Security-Policy can forbid those.
{
  // The words in index.html are the lesson's first: a link that leads elsewhere shows none of them.
  if (location.hash.length > 1 && !location.hash.includes("at=lesson-who&")) document.querySelector(".step").hidden = true;
  const { module, wasm } = document.currentScript.dataset;
  import(new URL(module, document.baseURI).href)
    .then(({ default: start }) => start({ module_or_path: new URL(wasm, document.baseURI) }))
    .catch((error) => {
      console.error(error);
      document.getElementById("app").textContent =
        "Near Miss could not start. It needs WebAssembly with SIMD: Chrome 91, Edge 91, Firefox 89, Safari 16.4 or newer. " +
        "If the browser is newer than that, its console says what failed.";
    });
}
