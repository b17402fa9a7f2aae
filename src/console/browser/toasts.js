// @ts-check
/// <reference types="./globals.d.ts" />
// What was just done is said for a while, and not again when the page is read anew.
{
  const lingerMs = 6000;
  for (const toast of document.querySelectorAll("#toasts .toast")) setTimeout(() => toast.remove(), lingerMs);
  document.addEventListener("click", (event) => {
    botmux.around(event, "[data-dismisses]", HTMLElement)?.closest(".toast")?.remove();
  });

  const address = new URL(location.href);
  if (address.searchParams.has("said")) {
    address.searchParams.delete("said");
    history.replaceState(null, "", address);
  }
}
