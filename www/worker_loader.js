// Starts a worker: the page's own program, which the page sends as it has compiled it.
addEventListener(
  "message",
  ({ data: { code, module } }) => {
    import(code)
      .then(({ default: start }) => start({ module_or_path: module }))
      .catch((error) => {
        // Thrown outside the promise, it reaches the page as an error of its worker.
        setTimeout(() => {
          throw error;
        });
      });
  },
  { once: true },
);
