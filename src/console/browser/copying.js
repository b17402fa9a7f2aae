// @ts-check
/// <reference types="./globals.d.ts" />
// Buttons that copy a text say for a moment that they did.
{
  /**
   * @param {string} text
   * @param {Element} near where the field may stand that it is copied from
   */
  const copy = async (text, near) => {
    // Pages over plain HTTP have no clipboard.
    if (isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // Not allowed here; the other way may be.
      }
    }
    const field = document.createElement("textarea");
    field.value = text;
    near.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  };

  document.addEventListener("click", async (event) => {
    const button = botmux.around(event, "[data-copies]", HTMLElement);
    if (!button) return;
    const said = button.ariaLabel;
    const { copies = "", copied = "" } = button.dataset;
    if (!await copy(copies, button.closest("dialog") ?? document.body)) return;
    button.ariaLabel = copied;
    button.classList.add("is-done");
    setTimeout(() => {
      button.ariaLabel = said;
      button.classList.remove("is-done");
    }, 2000);
  });
}
