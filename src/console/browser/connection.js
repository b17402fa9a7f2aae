// @ts-check
/// <reference types="./globals.d.ts" />
// Says whether the live parts of the page are still told what happens.
{
  const events = document.getElementById("events");
  const state = document.getElementById("live-state");
  if (events && state) {
    const words = botmux.find(state, ".live-words", HTMLElement);
    /** @param {boolean} isLive */
    const say = (isLive) => {
      const text = (isLive ? state.dataset.live : state.dataset.lost) ?? "";
      state.hidden = false;
      state.classList.toggle("is-lost", !isLive);
      if (words.textContent !== text) words.textContent = text;
    };
    events.addEventListener("htmx:sse:after:connection", () => say(true));
    events.addEventListener("htmx:sse:error", () => say(false));
  }
}
