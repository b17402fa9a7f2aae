// @ts-check
/// <reference types="./globals.d.ts" />
// Dialogs open and close by buttons; one that the server sends open becomes modal.
{
  for (const dialog of document.querySelectorAll("dialog[data-open]")) {
    if (!(dialog instanceof HTMLDialogElement)) continue;
    dialog.removeAttribute("data-open");
    dialog.close();
    dialog.showModal();
  }
  document.addEventListener("click", (event) => {
    const opener = botmux.around(event, "[data-opens]", HTMLElement);
    const opened = document.getElementById(opener?.dataset.opens ?? "");
    if (opened instanceof HTMLDialogElement) opened.showModal();
    const closer = botmux.around(event, "[data-closes]", HTMLElement);
    closer?.closest("dialog")?.close();
  });
}
