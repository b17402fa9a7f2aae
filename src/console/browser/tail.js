// @ts-check
/// <reference types="./globals.d.ts" />
// The live tail: entries come as events, the newest stands first, and the list keeps its bound.
{
  /**
   * @typedef {object} Entry an update or a call as it passed
   * @property {"update" | "call"} type
   * @property {number} bot
   * @property {number} atMs
   * @property {string} name
   * @property {number} status
   * @property {boolean} isOwn
   * @property {unknown} content `null` where it is too long
   * @property {unknown} answer
   */
  const { around, find } = botmux;
  const list = find(document, "#tail-list", HTMLElement);
  const state = find(document, "#tail-state", HTMLElement);
  const pause = find(document, "#tail-pause", HTMLButtonElement);
  const template = find(document, "#tail-entry", HTMLTemplateElement);
  const empty = find(document, "#tail-empty", HTMLElement);
  const max = Number(list.dataset.max);
  /** @type {Readonly<Record<number, string>>} */
  const names = JSON.parse(list.dataset.names ?? "{}");
  /** @type {Entry[]} */
  let waiting = [];
  let isPaused = false;
  let isLost = false;
  let missed = 0;

  const say = () => {
    const words = [isLost ? state.dataset.lost : isPaused ? state.dataset.paused : state.dataset.following];
    if (waiting.length > 0) words.push(`${waiting.length} ${state.dataset.waiting}`);
    if (missed > 0) words.push(`${missed} ${state.dataset.missed}`);
    const text = words.join(" · ");
    if (state.textContent !== text) state.textContent = text;
  };
  /**
   * @param {Element} entry
   * @param {string} className
   * @param {string} text
   */
  const put = (entry, className, text) => {
    find(entry, `.${className}`, HTMLElement).textContent = text;
  };
  /** @param {unknown} json */
  const show = (json) => json === null ? undefined : JSON.stringify(json, null, 2);

  /** @param {Entry} shown */
  const toElement = ({ type, bot, atMs, name, status, isOwn, content, answer }) => {
    const entry = template.content.firstElementChild?.cloneNode(true);
    if (!(entry instanceof HTMLElement)) throw new TypeError("Cannot show an entry: its template is empty");
    entry.dataset.type = type;
    put(entry, "tail-name", name);
    put(entry, "tail-bot", names[bot] ?? String(bot));
    put(entry, "tail-hint", toHint(content));
    const time = find(entry, "time", HTMLTimeElement);
    time.dateTime = new Date(atMs).toISOString();
    time.textContent = new Date(atMs).toLocaleTimeString(document.documentElement.lang);
    put(entry, "tail-status", status ? String(status) : "");
    find(entry, ".tail-own", HTMLElement).hidden = !isOwn;
    find(entry, ".tail-refused", HTMLElement).hidden = status < 400;
    find(entry, ".tail-answered", HTMLElement).hidden = answer === null;
    const shown = find(entry, ".tail-content", HTMLElement);
    shown.textContent = show(content) ?? shown.dataset.tooLong ?? "";
    put(entry, "tail-answer", show(answer) ?? "");
    return entry;
  };
  /** @param {unknown} content */
  const toHint = (content) => {
    const text = content === null ? "" : JSON.stringify(content);
    return /"(?:text|caption|data|query)":("(?:[^"\\]|\\.){0,200})/.exec(text)?.[1]?.slice(1) ?? "";
  };
  const flush = () => {
    if (!isPaused && waiting.length > 0) {
      list.prepend(...waiting.reverse().map(toElement));
      waiting = [];
      while (list.children.length > max) list.lastElementChild?.remove();
      empty.hidden = true;
    }
    say();
  };

  const events = new EventSource(list.dataset.source ?? "");
  events.addEventListener("entry", ({ data }) => {
    waiting.push(JSON.parse(data));
    if (waiting.length > max) waiting.shift();
    requestAnimationFrame(flush);
  });
  events.addEventListener("missed", ({ data }) => {
    missed += JSON.parse(data).count;
    say();
  });
  events.addEventListener("open", () => {
    isLost = false;
    say();
  });
  events.addEventListener("error", () => {
    isLost = true;
    say();
  });

  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.ariaPressed = String(isPaused);
    find(pause, "span", HTMLElement).textContent = (isPaused ? pause.dataset.resume : pause.dataset.pause) ??
      "";
    flush();
  });
  find(document, "#tail-clear", HTMLElement).addEventListener("click", () => {
    list.replaceChildren();
    waiting = [];
    missed = 0;
    empty.hidden = false;
    say();
  });

  // Before the buttons that copy are asked what: it is made only when somebody wants it.
  document.addEventListener("click", (event) => {
    const button = around(event, "[data-tail-copies]", HTMLElement);
    const entry = around(event, ".tail-entry", HTMLElement);
    if (!button || !entry) return;
    const text = find(entry, ".tail-content", HTMLElement).textContent ?? "";
    button.dataset.copies = button.dataset.tailCopies === "json" ? text : toCurl(entry, text);
  }, true);
  /**
   * @param {HTMLElement} entry
   * @param {string} text
   */
  const toCurl = (entry, text) => {
    const name = find(entry, ".tail-name", HTMLElement).textContent;
    const url = entry.dataset.type === "call"
      ? `${list.dataset.origin}/bot<TOKEN>/${name}`
      : "https://localhost:8443/your-webhook";
    /** @param {string} word */
    const quote = (word) => `'${word.replaceAll("'", "'\\''")}'`;
    let body = text;
    try {
      body = JSON.stringify(JSON.parse(text));
    } catch {
      body = "{}";
    }
    return `curl ${quote(url)} -H 'Content-Type: application/json' -d ${quote(body)}`;
  };
  say();
}
