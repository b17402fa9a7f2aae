// The API says why it refuses in the language it is asked in; a page asks in its own.
globalThis.botmux = {
  fetch: (address, init) =>
    fetch(address, {
      ...init,
      headers: { ...init.headers, "accept-language": document.documentElement.lang },
    }),
  explain: async (answer) => {
    try {
      const { detail, errors = [] } = await answer.json();
      return [detail, ...errors.map((error) => error.detail)].join("\n");
    } catch {
      return `${answer.status} ${answer.statusText}`;
    }
  },
};
