// A chat follows what happens, without taking the reader from where they read.
{
  const scroller = document.getElementById("scroller");
  const events = document.getElementById("events");
  const toLatest = document.getElementById("to-latest");
  // Of so many of the last messages edits and reactions are seen at once.
  const watched = 30;
  const nearEndPx = 80;

  const list = () => document.getElementById("messages");
  const isAtEnd = () => Math.abs(scroller.scrollTop) < nearEndPx;
  const goToEnd = () => scroller.scrollTo({ top: 0 });

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  // What was read anew takes the place of what stands there; what is new comes behind it.
  const merge = (fresh) => {
    const known = list();
    const days = new Set([...known.querySelectorAll(".day")].map((day) => day.dataset.day));
    let added = 0;
    for (const item of [...fresh.children]) {
      if (item.matches("#older")) continue;
      if (item.matches(".day")) {
        if (!days.has(item.dataset.day)) known.append(item);
        continue;
      }
      const same = item.id && document.getElementById(item.id);
      if (!same) {
        known.append(item);
        added++;
      } else if (same.outerHTML !== item.outerHTML && !same.contains(document.activeElement)) {
        same.replaceWith(item);
      } else continue;
      htmx.process(item);
    }
    return added;
  };

  let isReading = false;
  let isBehind = false;
  const readNews = async () => {
    // Whoever reads far back is told that there is more, and gets it when they go there.
    if (document.getElementById("newer")) return announce();
    if (isReading) return void (isBehind = true);
    isReading = true;
    try {
      const last = [...list().querySelectorAll("[data-message]")].at(-watched) ??
        list().querySelector("[data-message]");
      const address = new URL(scroller.dataset.chat, location.href);
      if (last) address.searchParams.set("since", last.dataset.message);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const fresh = parse(await answer.text()).getElementById("messages");
      const wasAtEnd = isAtEnd();
      const before = scroller.scrollHeight;
      const top = scroller.scrollTop;
      const added = fresh ? merge(fresh) : 0;
      if (added > 0) scroller.querySelector(".empty")?.remove();
      if (wasAtEnd) goToEnd();
      else if (added > 0) {
        // The scroller counts from its end: what grew there must not move what is read.
        if (scroller.scrollTop === top) scroller.scrollTop = top - (scroller.scrollHeight - before);
        announce();
      }
    } catch {
      // The connection is lost, which the page says; the next event reads again.
    } finally {
      isReading = false;
      if (isBehind) {
        isBehind = false;
        readNews();
      }
    }
  };

  const announce = () => {
    toLatest.hidden = false;
    toLatest.querySelector("span").textContent = toLatest.dataset.new;
  };

  const ofThisBot = (event) => {
    try {
      return JSON.parse(event.detail.data).bot === Number(scroller.dataset.bot);
    } catch {
      return false;
    }
  };

  let timer;
  events.addEventListener("archive", (event) => {
    if (!ofThisBot(event) || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      readNews();
    }, 300);
  });
  events.addEventListener("reset", readNews);
  document.addEventListener("botmux:sent", () => {
    if (!document.getElementById("newer")) goToEnd();
  });

  scroller.addEventListener("scroll", () => {
    if (isAtEnd() && !document.getElementById("newer")) toLatest.hidden = true;
  }, { passive: true });
  toLatest.addEventListener("click", (event) => {
    if (document.getElementById("newer")) return;
    event.preventDefault();
    goToEnd();
    toLatest.hidden = true;
  });

  // Later messages stand at the end, from which the scroller counts: what is read stays where it is.
  let height;
  document.addEventListener("htmx:before:swap", () => height = [scroller.scrollHeight, scroller.scrollTop]);
  document.addEventListener("htmx:after:swap", (event) => {
    const source = event.detail?.ctx?.sourceElement;
    if (source?.id === "newer") {
      const [before, top] = height;
      if (scroller.scrollTop === top) scroller.scrollTop = top - (scroller.scrollHeight - before);
    }
    const seen = new Set();
    for (const day of list().querySelectorAll(".day")) {
      if (seen.has(day.dataset.day)) day.remove();
      seen.add(day.dataset.day);
    }
    if (event.target?.id === "message-detail" || source?.matches?.("[data-details]")) {
      document.getElementById("message-dialog").showModal();
    }
  });

  // What is answered is shown where it stands, if it is there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jumps]");
    const target = link && document.getElementById(new URL(link.href).hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    target.classList.add("is-found");
    setTimeout(() => target.classList.remove("is-found"), 2000);
  });
}
