// Buttons that copy a text say for a moment that they did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const said = button.getAttribute("aria-label");
  if (!await copy(button.dataset.copies)) return;
  button.setAttribute("aria-label", button.dataset.copied);
  button.classList.add("is-done");
  setTimeout(() => {
    button.setAttribute("aria-label", said);
    button.classList.remove("is-done");
  }, 2000);

  async function copy(text) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // Not allowed here; the other way may be.
      }
    }
    // Browsers give pages over plain HTTP no clipboard but this.
    const field = document.createElement("textarea");
    field.value = text;
    (button.closest("dialog") ?? document.body).append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  }
});
