// @ts-check
/// <reference types="./globals.d.ts" />
// Texts are written as they will look; what is sent is text with entities, never markup. Files go along.
{
  /**
   * @typedef {{ type: string, url?: string, offset: number, length: number }} Entity what is meant by a part of a text
   * @typedef {{ text: string, entities: Entity[] }} Written
   */
  const { around, find, seek } = botmux;
  const form = seek(document, "form.composer", HTMLFormElement);
  if (form) {
    const plain = find(form, "textarea", HTMLTextAreaElement);
    const rich = find(form, "[data-rich]", HTMLElement);
    const refusal = find(form, "[data-refusal]", HTMLElement);
    const fileList = find(form, "[data-files]", HTMLElement);
    const linkBox = find(form, "[data-link]", HTMLElement);
    const linkField = find(linkBox, "input", HTMLInputElement);
    const about = find(form, "[data-about]", HTMLElement);
    const aboutId = find(about, "[data-about-id]", HTMLInputElement);
    const status = find(form, "[data-sent]", HTMLElement);
    /** @type {File[]} */
    let files = [];

    plain.hidden = true;
    plain.required = false;
    rich.hidden = false;
    if (!rich.querySelector("*")) rich.textContent = plain.value.trim();

    /** @type {Readonly<Record<string, string>>} */
    const kinds = {
      B: "bold",
      STRONG: "bold",
      I: "italic",
      EM: "italic",
      U: "underline",
      S: "strikethrough",
      STRIKE: "strikethrough",
      DEL: "strikethrough",
      CODE: "code",
      PRE: "pre",
    };

    /** @param {Element} element */
    const kindOf = (element) => {
      if (element instanceof HTMLAnchorElement) return { type: "text_link", url: element.href };
      if (element.classList.contains("text-spoiler")) return { type: "spoiler" };
      if (element.classList.contains("text-quote")) return { type: "blockquote" };
      const type = kinds[element.tagName];
      return type && { type };
    };

    // The text of what was written, and what is meant by which of it; offsets count UTF-16 units, as strings do here.
    const read = () => {
      let text = "";
      /** @type {Entity[]} */
      const entities = [];
      /** @param {Node} node */
      const walk = (node) => {
        if (node instanceof Text) {
          text += node.data.replaceAll("\u00a0", " ");
          return;
        }
        if (node.nodeName === "BR") {
          text += "\n";
          return;
        }
        const isLine = /^(DIV|P)$/.test(node.nodeName) && node !== rich;
        if (isLine && text !== "" && !text.endsWith("\n")) text += "\n";
        const start = text.length;
        for (const child of node.childNodes) walk(child);
        const kind = node instanceof Element && node !== rich ? kindOf(node) : undefined;
        if (kind && text.length > start) {
          entities.push({ ...kind, offset: start, length: text.length - start });
        }
      };
      walk(rich);
      const lead = text.length - text.trimStart().length;
      const trimmed = text.trim();
      return {
        text: trimmed,
        entities: entities.map((entity) => {
          const start = Math.max(entity.offset - lead, 0);
          const end = Math.min(entity.offset - lead + entity.length, trimmed.length);
          return { ...entity, offset: start, length: end - start };
        }).filter(({ length }) => length > 0),
      };
    };

    /**
     * @param {string} text
     * @param {string | null} [language]
     */
    const say = (text, language) => {
      refusal.hidden = text === "";
      refusal.replaceChildren();
      if (text === "") return;
      const line = document.createElement("p");
      line.dir = "auto";
      if (language) line.lang = language;
      line.textContent = text;
      refusal.append(line);
    };

    /** The part of the text that is selected, if any is. */
    const selected = () => {
      const selection = getSelection();
      const isOurs = selection !== null && selection.rangeCount > 0 && rich.contains(selection.anchorNode);
      return isOurs ? selection.getRangeAt(0) : undefined;
    };

    /** @param {Element} element */
    const wrap = (element) => {
      const range = selected();
      if (range === undefined || range.collapsed) return;
      element.append(range.extractContents());
      range.insertNode(element);
      getSelection()?.selectAllChildren(element);
    };

    const createSpoiler = () => {
      const element = document.createElement("span");
      element.className = "text-spoiler";
      return element;
    };

    /** @type {Range | undefined} */
    let kept;
    form.addEventListener("mousedown", (event) => {
      // Tools act on what is selected, so they must not take the selection away.
      if (around(event, "[data-format]", HTMLElement)) event.preventDefault();
    });
    form.addEventListener("click", (event) => {
      const kind = around(event, "[data-format]", HTMLElement)?.dataset.format;
      if (kind === "code") wrap(document.createElement("code"));
      else if (kind === "spoiler") wrap(createSpoiler());
      else if (kind === "link") {
        kept = selected()?.cloneRange();
        linkBox.hidden = !linkBox.hidden;
        if (!linkBox.hidden) linkField.focus();
      } else if (kind === "strikethrough") document.execCommand("strikeThrough");
      else if (kind) document.execCommand(kind);
      if (around(event, "[data-link-set]", HTMLElement)) setLink();
    });

    const setLink = () => {
      const { value } = linkField;
      const address = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`;
      if (kept && URL.canParse(address) && /^(https?|tg|mailto|tel):/i.test(address)) {
        const selection = getSelection();
        selection?.removeAllRanges();
        selection?.addRange(kept);
        const link = document.createElement("a");
        link.href = address;
        wrap(link);
        linkField.value = "";
        linkBox.hidden = true;
        rich.focus();
      }
    };

    linkBox.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      setLink();
    });

    rich.addEventListener("paste", (event) => {
      event.preventDefault();
      const { clipboardData: pasted } = event;
      if (pasted === null) return;
      if (pasted.files.length > 0) add(pasted.files);
      else document.execCommand("insertText", false, pasted.getData("text/plain"));
    });
    rich.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
      event.preventDefault();
      if (event.shiftKey) document.execCommand("insertLineBreak");
      else form.requestSubmit();
    });
    rich.addEventListener("input", () => {
      // Browsers leave a line break in a field that was emptied.
      if (rich.textContent === "" && !rich.querySelector("img")) rich.replaceChildren();
    });

    /** @param {Iterable<File>} more */
    const add = (more) => {
      files = [...files, ...more].slice(0, 10);
      showFiles();
    };
    const showFiles = () => {
      fileList.hidden = files.length === 0;
      fileList.replaceChildren(...files.map((file, index) => {
        const item = document.createElement("li");
        const name = document.createElement("bdi");
        name.textContent = file.name;
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.ariaLabel = `× ${file.name}`;
        remove.addEventListener("click", () => {
          files = files.filter((_, each) => each !== index);
          showFiles();
        });
        item.append(name, remove);
        return item;
      }));
    };
    const attach = find(form, "[data-attach]", HTMLInputElement);
    attach.addEventListener("change", () => {
      add(attach.files ?? []);
      attach.value = "";
    });
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      const dropped = event.dataTransfer?.files ?? [];
      if (dropped.length === 0) return;
      event.preventDefault();
      add(dropped);
    });

    document.addEventListener("click", (event) => {
      const reply = around(event, "[data-replies]", HTMLAnchorElement);
      if (reply) {
        event.preventDefault();
        startReply(reply);
      }
      if (around(event, "[data-about-cancel]", HTMLElement) && about.dataset.here) {
        event.preventDefault();
        endReply();
      }
    });
    /** @param {HTMLAnchorElement} link */
    const startReply = (link) => {
      const text = link.closest("[data-message]")?.querySelector(".bubble-text")?.textContent;
      // While a message is changed, another is answered on a page of its own.
      if (aboutId.name === "edit") {
        location.href = link.href;
        return;
      }
      about.hidden = false;
      about.dataset.here = "yes";
      aboutId.value = link.dataset.replies ?? "";
      find(about, "[data-about-name]", HTMLElement).textContent = link.dataset.name ?? "";
      find(about, "[data-about-text]", HTMLElement).textContent = text?.slice(0, 200) ?? "…";
      rich.focus();
    };
    const endReply = () => {
      about.hidden = true;
      aboutId.value = "";
    };

    /** @param {File} file */
    const mediaKind = ({ type }) =>
      /^image\/(jpeg|png|webp)$/.test(type)
        ? "photo"
        : type === "video/mp4"
        ? "video"
        : /^audio\/(mpeg|mp4)$/.test(type)
        ? "audio"
        : "document";

    // Albums hold photos with videos, or documents, or music; a mix of others is sent as documents.
    /** @param {Written} written */
    const toBody = ({ text, entities }) => {
      const common = {
        ...(aboutId.value ? { reply_to: { message: Number(aboutId.value) } } : {}),
        ...(form.dataset.topic ? { topic: Number(form.dataset.topic) } : {}),
      };
      const formatted = entities.length > 0 ? { entities } : {};
      if (files.length === 0) return { ...common, text, ...formatted };
      const kindsOf = files.map(mediaKind);
      const isVisual = kindsOf.every((kind) => kind === "photo" || kind === "video");
      const isAlike = new Set(kindsOf).size === 1;
      const media = files.map((_, index) => ({
        type: files.length === 1 || isVisual || isAlike ? kindsOf[index] : "document",
        file: `attach://file${index}`,
        ...(index === 0 && text !== "" ? { caption: text, ...formatted } : {}),
      }));
      return media.length === 1 ? { ...common, media: media[0] } : { ...common, album: media };
    };

    /**
     * @param {Written} written
     * @returns {[address: string, init: RequestInit]}
     */
    const request = (written) => {
      const address = form.dataset.api ?? "";
      const json = { "content-type": "application/json" };
      if (aboutId.name === "edit") {
        const fields = new FormData(form);
        const part = String(fields.get("part"));
        const body = {
          [part]: written.text,
          ...(written.entities.length > 0 ? { entities: written.entities } : {}),
          buttons: JSON.parse(String(fields.get("buttons"))),
        };
        return [`${address}/${aboutId.value}`, {
          method: "PATCH",
          headers: json,
          body: JSON.stringify(body),
        }];
      }
      const body = toBody(written);
      if (files.length === 0) {
        return [address, { method: "POST", headers: json, body: JSON.stringify(body) }];
      }
      const parts = new FormData();
      parts.append("message", JSON.stringify(body));
      files.forEach((file, index) => parts.append(`file${index}`, file));
      return [address, { method: "POST", body: parts }];
    };

    let isSending = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const written = read();
      if (isSending || (written.text === "" && files.length === 0)) return;
      isSending = true;
      say("");
      try {
        const [address, init] = request(written);
        const answer = await botmux.fetch(address, init);
        if (!answer.ok) return say(await botmux.explain(answer), answer.headers.get("content-language"));
        if (aboutId.name === "edit") {
          location.href = find(about, "[data-about-cancel]", HTMLAnchorElement).href;
          return;
        }
        rich.replaceChildren();
        files = [];
        showFiles();
        endReply();
        status.textContent = status.dataset.sent ?? "";
        document.dispatchEvent(new CustomEvent("botmux:sent"));
      } catch {
        say(refusal.dataset.unreachable ?? "");
      } finally {
        isSending = false;
      }
    });

    if (location.hash === "#compose") rich.focus();
  }
}
