// What stands behind the # of an address never reaches a server by itself.
{
  const fragmentField = document.querySelector("[data-fragment-field]");
  const secret = location.hash.slice(1);
  if (fragmentField && secret) {
    fragmentField.querySelector("input").value = decodeURIComponent(secret);
    fragmentField.hidden = true;
  }

  const miniApp = document.querySelector("[data-mini-app]");
  const initData = new URLSearchParams(secret).get("tgWebAppData");
  if (miniApp && initData) {
    const form = miniApp.querySelector("form");
    form.elements.init_data.value = initData;
    miniApp.querySelector("[data-mini-app-outside]").hidden = true;
    miniApp.querySelector("[data-mini-app-inside]").hidden = false;
    const isFramed = self !== top;
    if (isFramed) form.target = "_blank";
    else if (miniApp.dataset.miniApp === "send") form.requestSubmit();
  }
}
