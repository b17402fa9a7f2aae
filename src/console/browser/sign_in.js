// @ts-check
/// <reference types="./globals.d.ts" />
// What stands behind the # of an address never reaches a server by itself.
{
  const { find, seek } = botmux;
  const secret = location.hash.slice(1);
  const fragmentField = seek(document, "[data-fragment-field]", HTMLElement);
  if (fragmentField && secret) {
    find(fragmentField, "input", HTMLInputElement).value = decodeURIComponent(secret);
    fragmentField.hidden = true;
  }

  const miniApp = seek(document, "[data-mini-app]", HTMLElement);
  const initData = new URLSearchParams(secret).get("tgWebAppData");
  if (miniApp && initData) {
    const form = find(miniApp, "form", HTMLFormElement);
    find(form, "[name=init_data]", HTMLInputElement).value = initData;
    find(miniApp, "[data-mini-app-outside]", HTMLElement).hidden = true;
    find(miniApp, "[data-mini-app-inside]", HTMLElement).hidden = false;
    const isFramed = self !== top;
    if (isFramed) form.target = "_blank";
    else if (miniApp.dataset.miniApp === "send") form.requestSubmit();
  }
}
