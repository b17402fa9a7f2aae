// Dialogs open and close by buttons; one that the server sends open becomes modal.
{
  const showSentOpen = () => {
    for (const dialog of document.querySelectorAll("dialog[data-open]")) {
      dialog.removeAttribute("data-open");
      dialog.close();
      dialog.showModal();
    }
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  });
  showSentOpen();
}
