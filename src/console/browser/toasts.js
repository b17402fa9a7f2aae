// What was just done is said for a while, and not again when the page is read anew.
{
  const lingerMs = 6000;
  const toasts = document.getElementById("toasts");
  const scheduleEnd = (toast) => setTimeout(() => toast.remove(), lingerMs);
  for (const toast of toasts.querySelectorAll(".toast")) scheduleEnd(toast);
  document.addEventListener(
    "click",
    (event) => event.target.closest("[data-dismisses]")?.closest(".toast").remove(),
  );

  const address = new URL(location.href);
  if (address.searchParams.has("said")) {
    address.searchParams.delete("said");
    history.replaceState(null, "", address);
  }
}
