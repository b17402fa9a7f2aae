// Texts are written as they will look; what is sent is text with entities, never markup. Files go along.
{
  const form = document.querySelector("form.composer");
  if (form) {
    const plain = form.querySelector("textarea");
    const rich = form.querySelector("[data-rich]");
    const refusal = form.querySelector("[data-refusal]");
    const fileList = form.querySelector("[data-files]");
    const linkBox = form.querySelector("[data-link]");
    const about = form.querySelector("[data-about]");
    const status = form.querySelector("[data-sent]");
    let files = [];

    plain.hidden = true;
    plain.required = false;
    rich.hidden = false;
    if (!rich.querySelector("*")) rich.textContent = plain.value.trim();

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

    const kindOf = (element) => {
      if (element.tagName === "A") return { type: "text_link", url: element.href };
      if (element.classList.contains("text-spoiler")) return { type: "spoiler" };
      if (element.classList.contains("text-quote")) return { type: "blockquote" };
      const type = kinds[element.tagName];
      return type && { type };
    };

    // The text of what was written, and what is meant by which of it; offsets count UTF-16 units, as strings do here.
    const read = () => {
      let text = "";
      const entities = [];
      const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) {
          text += node.data.replaceAll("\u00a0", " ");
          return;
        }
        if (node.nodeName === "BR") return void (text += "\n");
        const isLine = /^(DIV|P)$/.test(node.nodeName) && node !== rich;
        if (isLine && text !== "" && !text.endsWith("\n")) text += "\n";
        const start = text.length;
        for (const child of node.childNodes) walk(child);
        const kind = node.nodeType === Node.ELEMENT_NODE && node !== rich && kindOf(node);
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

    const wrap = (element) => {
      const selection = getSelection();
      if (selection.rangeCount === 0 || !rich.contains(selection.anchorNode)) return;
      const range = selection.getRangeAt(0);
      if (range.collapsed) return;
      element.append(range.extractContents());
      range.insertNode(element);
      selection.selectAllChildren(element);
    };

    const create = (tag, className) => {
      const element = document.createElement(tag);
      if (className) element.className = className;
      return element;
    };

    let kept;
    form.addEventListener("mousedown", (event) => {
      // Tools act on what is selected, so they must not take the selection away.
      if (event.target.closest("[data-format]")) event.preventDefault();
    });
    form.addEventListener("click", (event) => {
      const kind = event.target.closest("[data-format]")?.dataset.format;
      if (kind === "code") wrap(create("code"));
      else if (kind === "spoiler") wrap(create("span", "text-spoiler"));
      else if (kind === "link") {
        const selection = getSelection();
        kept = selection.rangeCount > 0 && rich.contains(selection.anchorNode)
          ? selection.getRangeAt(0).cloneRange()
          : undefined;
        linkBox.hidden = !linkBox.hidden;
        if (!linkBox.hidden) linkBox.querySelector("input").focus();
      } else if (kind === "strikethrough") document.execCommand("strikeThrough");
      else if (kind) document.execCommand(kind);
      if (event.target.closest("[data-link-set]")) setLink();
    });

    const setLink = () => {
      const field = linkBox.querySelector("input");
      const address = /^[a-z][a-z0-9+.-]*:/i.test(field.value) ? field.value : `https://${field.value}`;
      if (kept && URL.canParse(address) && /^(https?|tg|mailto|tel):/i.test(address)) {
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(kept);
        const link = create("a");
        link.href = address;
        wrap(link);
        field.value = "";
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
      const pasted = [...event.clipboardData.files];
      event.preventDefault();
      if (pasted.length > 0) return add(pasted);
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
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

    const add = (more) => {
      files = [...files, ...more].slice(0, 10);
      showFiles();
    };
    const showFiles = () => {
      fileList.hidden = files.length === 0;
      fileList.replaceChildren(...files.map((file, index) => {
        const item = create("li");
        const name = create("bdi");
        name.textContent = file.name;
        const remove = create("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", `× ${file.name}`);
        remove.addEventListener("click", () => {
          files = files.filter((_, each) => each !== index);
          showFiles();
        });
        item.append(name, remove);
        return item;
      }));
    };
    form.querySelector("[data-attach]").addEventListener("change", (event) => {
      add([...event.target.files]);
      event.target.value = "";
    });
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      add([...event.dataTransfer.files]);
    });

    document.addEventListener("click", (event) => {
      const reply = event.target.closest("[data-replies]");
      if (reply) {
        event.preventDefault();
        startReply(reply);
      }
      if (event.target.closest("[data-about-cancel]") && about.dataset.here) {
        event.preventDefault();
        endReply();
      }
    });
    const startReply = (link) => {
      const message = link.closest("[data-message]");
      const field = form.querySelector("[data-about-id]");
      // While a message is changed, another is answered on a page of its own.
      if (field.name === "edit") return void (location.href = link.href);
      about.hidden = false;
      about.dataset.here = "yes";
      field.value = link.dataset.replies;
      about.querySelector("[data-about-name]").textContent = link.dataset.name;
      about.querySelector("[data-about-text]").textContent =
        message.querySelector(".bubble-text")?.textContent.slice(0, 200) ?? "…";
      rich.focus();
    };
    const endReply = () => {
      about.hidden = true;
      form.querySelector("[data-about-id]").value = "";
    };

    const mediaKind = ({ type }) =>
      /^image\/(jpeg|png|webp)$/.test(type)
        ? "photo"
        : type === "video/mp4"
        ? "video"
        : /^audio\/(mpeg|mp4)$/.test(type)
        ? "audio"
        : "document";

    // Albums hold photos with videos, or documents, or music; a mix of others is sent as documents.
    const toBody = ({ text, entities }) => {
      const field = form.querySelector("[data-about-id]");
      const common = {
        ...(field.value ? { reply_to: { message: Number(field.value) } } : {}),
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

    const request = (written) => {
      const field = form.querySelector("[data-about-id]");
      const json = { "content-type": "application/json" };
      if (field.name === "edit") {
        const part = form.elements.part.value;
        const body = {
          [part]: written.text,
          ...(written.entities.length > 0 ? { entities: written.entities } : {}),
          buttons: JSON.parse(form.elements.buttons.value),
        };
        return [`${form.dataset.api}/${field.value}`, {
          method: "PATCH",
          headers: json,
          body: JSON.stringify(body),
        }];
      }
      const body = toBody(written);
      if (files.length === 0) {
        return [form.dataset.api, { method: "POST", headers: json, body: JSON.stringify(body) }];
      }
      const parts = new FormData();
      parts.append("message", JSON.stringify(body));
      files.forEach((file, index) => parts.append(`file${index}`, file));
      return [form.dataset.api, { method: "POST", body: parts }];
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
        const edited = form.querySelector("[data-about-id]");
        if (edited.name === "edit") {
          location.href = about.querySelector("[data-about-cancel]").href;
          return;
        }
        rich.replaceChildren();
        files = [];
        showFiles();
        endReply();
        status.textContent = status.dataset.sent;
        document.dispatchEvent(new CustomEvent("botmux:sent"));
      } catch {
        say(refusal.dataset.unreachable);
      } finally {
        isSending = false;
      }
    });

    if (location.hash === "#compose") rich.focus();
  }
}
