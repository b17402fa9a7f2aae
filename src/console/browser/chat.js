// @ts-check
/// <reference types="./globals.d.ts" />
// A chat follows what happens, without taking the reader from where they read.
{
  const { around, find, seek } = botmux;
  const scroller = find(document, "#scroller", HTMLElement);
  const events = find(document, "#events", HTMLElement);
  const toLatest = find(document, "#to-latest", HTMLElement);
  // Of so many of the last messages edits and reactions are seen at once.
  const watched = 30;
  const nearEndPx = 80;

  const list = () => find(document, "#messages", HTMLElement);
  const isAtEnd = () => Math.abs(scroller.scrollTop) < nearEndPx;
  const goToEnd = () => scroller.scrollTo({ top: 0 });
  /** Whether later messages than those that are shown are read on demand. */
  const hasNewer = () => document.getElementById("newer") !== null;
  /** @param {ParentNode} place */
  const daysIn = (place) => [...place.querySelectorAll(".day")].filter((day) => day instanceof HTMLElement);

  /**
   * What was read anew takes the place of what stands there; what is new comes behind it.
   *
   * @param {Element} fresh
   */
  const merge = (fresh) => {
    const known = list();
    const days = new Set(daysIn(known).map((day) => day.dataset.day));
    let added = 0;
    for (const item of [...fresh.children]) {
      if (item.matches("#older")) continue;
      if (item instanceof HTMLElement && item.matches(".day")) {
        if (!days.has(item.dataset.day)) known.append(item);
        continue;
      }
      const same = item.id === "" ? null : document.getElementById(item.id);
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

  /** Where the first message that is seen stands. */
  const rememberPlace = () => {
    const { top } = scroller.getBoundingClientRect();
    const seen = [...list().children].find((item) =>
      item.id !== "" && item.getBoundingClientRect().bottom > top
    );
    return seen && { id: seen.id, y: seen.getBoundingClientRect().top };
  };
  /**
   * Takes what is read back to where it stood. The scroller counts from its end and does not anchor by itself, which
   * browsers do at moments of their own.
   *
   * @param {ReturnType<typeof rememberPlace>} place
   */
  const restorePlace = (place) => {
    const seen = place && document.getElementById(place.id);
    if (seen) scroller.scrollTop += seen.getBoundingClientRect().top - place.y;
  };

  let isReading = false;
  let isBehind = false;
  const readNews = async () => {
    // Whoever reads far back is told that there is more, and gets it when they go there.
    if (hasNewer()) return announce();
    if (isReading) {
      isBehind = true;
      return;
    }
    isReading = true;
    try {
      const messages = [...list().querySelectorAll("[data-message]")];
      const last = messages.at(-watched) ?? messages[0];
      const address = new URL(scroller.dataset.chat ?? "", location.href);
      const since = last?.getAttribute("data-message");
      if (since) address.searchParams.set("since", since);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("messages");
      const wasAtEnd = isAtEnd();
      const place = rememberPlace();
      const added = fresh ? merge(fresh) : 0;
      if (added > 0) scroller.querySelector(".empty")?.remove();
      if (wasAtEnd) goToEnd();
      else {
        restorePlace(place);
        if (added > 0) announce();
      }
    } catch {
      // The connection is lost, which the page says; the next event reads again.
    } finally {
      isReading = false;
      if (isBehind) {
        isBehind = false;
        void readNews();
      }
    }
  };

  const announce = () => {
    toLatest.hidden = false;
    find(toLatest, "span", HTMLElement).textContent = toLatest.dataset.new ?? "";
  };

  /** @param {Event} event */
  const ofThisBot = (event) => {
    try {
      return event instanceof CustomEvent &&
        JSON.parse(event.detail.data).bot === Number(scroller.dataset.bot);
    } catch {
      return false;
    }
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  events.addEventListener("archive", (event) => {
    if (!ofThisBot(event) || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void readNews();
    }, 300);
  });
  events.addEventListener("reset", readNews);
  document.addEventListener("botmux:sent", () => {
    if (!hasNewer()) goToEnd();
  });

  scroller.addEventListener("scroll", () => {
    if (isAtEnd() && !hasNewer()) toLatest.hidden = true;
  }, { passive: true });
  toLatest.addEventListener("click", (event) => {
    if (hasNewer()) return;
    event.preventDefault();
    goToEnd();
    toLatest.hidden = true;
  });

  // Later messages stand at the end, from which the scroller counts: what is read stays where it is.
  let placeBefore = rememberPlace();
  document.addEventListener("htmx:before:swap", () => {
    placeBefore = rememberPlace();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    /** @type {unknown} */
    const source = event instanceof CustomEvent ? event.detail?.ctx?.sourceElement : undefined;
    if (source instanceof Element && source.id === "newer") restorePlace(placeBefore);
    const seen = new Set();
    for (const day of daysIn(list())) {
      if (seen.has(day.dataset.day)) day.remove();
      seen.add(day.dataset.day);
    }
    const isDetail = event.target instanceof Element && event.target.id === "message-detail";
    if (isDetail || (source instanceof Element && source.matches("[data-details]"))) {
      find(document, "#message-dialog", HTMLDialogElement).showModal();
    }
  });

  // What is answered is shown where it stands, if it is there.
  document.addEventListener("click", (event) => {
    const link = around(event, "[data-jumps]", HTMLAnchorElement);
    const target = link && seek(document, `[id="${CSS.escape(link.hash.slice(1))}"]`, HTMLElement);
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    target.classList.add("is-found");
    setTimeout(() => target.classList.remove("is-found"), 2000);
  });
}
