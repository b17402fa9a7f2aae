// The live tail: entries come as events, the newest stands first, and the list keeps its bound.
{
  const list = document.getElementById("tail-list");
  const state = document.getElementById("tail-state");
  const pause = document.getElementById("tail-pause");
  const template = document.getElementById("tail-entry");
  const max = Number(list.dataset.max);
  const names = JSON.parse(list.dataset.names);
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
  const put = (entry, className, text) => entry.querySelector(`.${className}`).textContent = text;
  const show = (json) => json === null ? undefined : JSON.stringify(json, null, 2);

  const toElement = ({ type, bot, atMs, name, status, isOwn, content, answer }) => {
    const entry = template.content.firstElementChild.cloneNode(true);
    entry.dataset.type = type;
    put(entry, "tail-name", name);
    put(entry, "tail-bot", names[bot] ?? bot);
    put(entry, "tail-hint", toHint(content));
    const time = entry.querySelector("time");
    time.dateTime = new Date(atMs).toISOString();
    time.textContent = new Date(atMs).toLocaleTimeString(document.documentElement.lang);
    put(entry, "tail-status", status || "");
    entry.querySelector(".tail-own").hidden = !isOwn;
    entry.querySelector(".tail-refused").hidden = status < 400;
    entry.querySelector(".tail-answered").hidden = answer === null;
    const shown = entry.querySelector(".tail-content");
    shown.textContent = show(content) ?? shown.dataset.tooLong;
    put(entry, "tail-answer", show(answer) ?? "");
    return entry;
  };
  const toHint = (content) => {
    const text = content === null ? "" : JSON.stringify(content);
    return /"(?:text|caption|data|query)":("(?:[^"\\]|\\.){0,200})/.exec(text)?.[1].slice(1) ?? "";
  };
  const flush = () => {
    if (!isPaused && waiting.length > 0) {
      list.prepend(...waiting.reverse().map(toElement));
      waiting = [];
      while (list.children.length > max) list.lastElementChild.remove();
      document.getElementById("tail-empty").hidden = true;
    }
    say();
  };

  const events = new EventSource(list.dataset.source);
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
    pause.setAttribute("aria-pressed", isPaused);
    pause.querySelector("span").textContent = isPaused ? pause.dataset.resume : pause.dataset.pause;
    flush();
  });
  document.getElementById("tail-clear").addEventListener("click", () => {
    list.replaceChildren();
    waiting = [];
    missed = 0;
    document.getElementById("tail-empty").hidden = false;
    say();
  });

  // Before the buttons that copy are asked what: it is made only when somebody wants it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tail-copies]");
    if (!button) return;
    const entry = button.closest(".tail-entry");
    const text = entry.querySelector(".tail-content").textContent;
    button.dataset.copies = button.dataset.tailCopies === "json" ? text : toCurl(entry, text);
  }, true);
  const toCurl = (entry, text) => {
    const name = entry.querySelector(".tail-name").textContent;
    const url = entry.dataset.type === "call"
      ? `${list.dataset.origin}/bot<TOKEN>/${name}`
      : "https://localhost:8443/your-webhook";
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
