// @ts-check
/// <reference types="./globals.d.ts" />
// What the scripts share: calls of the API, and elements whose class is known.
{
  /** @type {typeof botmux} */
  const shared = {
    // The API says why it refuses in the language it is asked in; a page asks in its own.
    fetch(address, init) {
      const headers = new Headers(init.headers);
      headers.set("accept-language", document.documentElement.lang);
      return fetch(address, { ...init, headers });
    },
    async explain(answer) {
      try {
        /** @type {{ detail: string, errors?: { detail: string }[] }} */
        const { detail, errors = [] } = await answer.json();
        return [detail, ...errors.map((error) => error.detail)].join("\n");
      } catch {
        return `${answer.status} ${answer.statusText}`;
      }
    },
    find(place, selector, type) {
      const found = place.querySelector(selector);
      if (found instanceof type) return found;
      throw new TypeError(`Cannot find ${selector}`);
    },
    seek(place, selector, type) {
      const found = place.querySelector(selector);
      return found instanceof type ? found : undefined;
    },
    around({ target }, selector, type) {
      const found = target instanceof Element ? target.closest(selector) : null;
      return found instanceof type ? found : undefined;
    },
  };
  Object.assign(globalThis, { botmux: shared });
}
