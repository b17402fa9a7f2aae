// @ts-check
/// <reference types="./globals.d.ts" />
// Rules of routing: dragged into another order, and put together from fields; what is sent is the JSON in the text areas.
/// <reference types="./globals.d.ts" />
{
  const { around, seek } = botmux;
  const list = seek(document, "[data-rules]", HTMLElement);
  const refusal = seek(document, "[data-order-refusal]", HTMLElement);
  /** @type {HTMLElement | undefined} */
  let dragged;
  /** @type {Element[]} */
  let before = [];
  let isDropped = false;
  list?.addEventListener("pointerdown", (event) => {
    const rule = around(event, ".rule", HTMLElement);
    if (rule && around(event, ".rule-grip", HTMLElement)) rule.draggable = true;
  });
  // Whoever lets go without having dragged may select the words of the rule again.
  list?.addEventListener("pointerup", (event) => {
    const rule = around(event, ".rule", HTMLElement);
    if (rule) rule.draggable = false;
  });
  list?.addEventListener("dragstart", (event) => {
    dragged = around(event, ".rule", HTMLElement);
    before = [...list.children];
    isDropped = false;
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    dragged?.classList.add("is-dragged");
  });
  list?.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    isDropped = true;
  });
  list?.addEventListener("dragover", (event) => {
    const over = around(event, ".rule", HTMLElement);
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  list?.addEventListener("dragend", async () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged.draggable = false;
    dragged = undefined;
    // Let go elsewhere, or taken back by Escape.
    if (!isDropped) return list.append(...before);
    const routes = [...list.children].map((rule) => Number(rule.getAttribute("data-rule")));
    const answer = await botmux.fetch(`/api/v1/bots/${list.dataset.rules}/route-order`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ routes }),
    });
    if (answer.ok) return location.reload();
    list.append(...before);
    if (!refusal) return;
    refusal.textContent = await botmux.explain(answer);
    refusal.lang = answer.headers.get("content-language") ?? "";
    refusal.hidden = false;
  });
}
{
  /**
   * @typedef {Record<string, unknown>} Json an object that was written as JSON
   * @typedef {"text" | "texts" | "numbers" | "json"} FormName how a value is written
   * @typedef {{ name: string, label: string, isName?: boolean }} Option
   * @typedef {object} Said what is said, and what there is to choose from
   * @property {Record<string, string>} words
   * @property {{ name: string, label: string, form: FormName }[]} leaves
   * @property {{ name: string, label: string }[]} deeds
   * @property {{ id: number, name: string }[]} bots
   */
  const place = botmux.seek(document, "#rule-words", HTMLElement);
  /** @type {Said} */
  const said = JSON.parse(place?.dataset.said ?? '{"words":{},"leaves":[],"deeds":[],"bots":[]}');
  let nextId = 0;

  /**
   * @param {unknown} value
   * @returns {value is Json}
   */
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  /**
   * The objects in a list; none in what is no list.
   *
   * @param {unknown} value
   */
  const objectsIn = (value) => Array.isArray(value) ? value.filter(isObject) : [];
  /** @param {string} word */
  const say = (word) => said.words[word] ?? word;

  /**
   * @template {keyof HTMLElementTagNameMap} N
   * @param {N} name
   * @param {Partial<HTMLElementTagNameMap[N]>} properties
   * @param {Node[]} children
   * @returns {HTMLElementTagNameMap[N]}
   */
  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  };
  /**
   * @param {string} label
   * @param {() => void} onclick
   */
  const button = (label, onclick) =>
    make("button", { type: "button", className: "button button-quiet", textContent: label, onclick });
  /**
   * @param {string} label
   * @param {HTMLElement} control
   */
  const labelled = (label, control) => {
    control.id = `built-${++nextId}`;
    return make(
      "div",
      { className: "field" },
      make("label", { htmlFor: control.id, textContent: label }),
      control,
    );
  };
  /**
   * @param {Option[]} options
   * @param {string} value
   * @param {(value: string) => void} onchange
   */
  const select = (options, value, onchange) => {
    const control = make("select", { onchange: () => onchange(control.value) });
    for (const { name, label, isName = false } of options) {
      control.append(make("option", { value: name, textContent: label, translate: !isName }));
    }
    control.value = value;
    return control;
  };
  /**
   * @param {string} value
   * @param {(value: string) => void} onchange
   */
  const input = (value, onchange) => {
    const control = make("input", { value, autocomplete: "off", spellcheck: false, dir: "auto" });
    control.onchange = () => onchange(control.value);
    return control;
  };
  /**
   * @param {string} text
   * @param {unknown} [otherwise]
   * @returns {unknown}
   */
  const parse = (text, otherwise) => {
    try {
      return JSON.parse(text);
    } catch {
      return otherwise;
    }
  };
  /** @param {string} text */
  const split = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
  /** @param {string} text */
  const toNumber = (text) => /^-?\d+$/.test(text) ? Number(text) : text;
  /** @param {unknown} value */
  const join = (value) => Array.isArray(value) ? value.join(", ") : String(value);
  /** @type {Record<FormName, { show(value: unknown): string, read(text: string): unknown }>} */
  const forms = {
    text: { show: String, read: (text) => text },
    texts: { show: join, read: split },
    numbers: { show: join, read: (text) => split(text).map(toNumber) },
    json: { show: (value) => JSON.stringify(value), read: (text) => parse(text, text) },
  };

  /**
   * Fields for a condition. What is typed is put into `value` itself, and `save` writes it down: nothing is drawn anew while
   * somebody goes on to a button. `change` takes another one, or nothing when it is to go.
   *
   * @param {Json} value
   * @param {(changed: Json | undefined) => void} change
   * @param {() => void} save
   * @returns {HTMLElement}
   */
  const condition = (value, change, save) => {
    const box = make("fieldset", { className: "built" });
    box.append(make("legend", { className: "for-readers", textContent: say("group") }));
    const group = ["all", "any", "not"].find((name) => name in value);
    if (group === undefined) return leaf(box, value, change, save);
    const inner = objectsIn(group === "not" ? [value.not] : value[group]);
    /**
     * @param {Json[]} items
     * @param {string} name
     */
    const put = (items, name = group) =>
      change(name === "not" ? { not: items[0] ?? { text: "" } } : { [name]: items });
    const groups = ["all", "any", "not"].map((name) => ({ name, label: say(name) }));
    const choice = select(groups, group, (name) => put(inner, name));
    choice.ariaLabel = say("group");
    box.append(make("div", { className: "row" }, choice, button(say("remove"), () => change(undefined))));
    inner.forEach((item, index) =>
      box.append(
        condition(item, (changed) =>
          put(inner.flatMap((other, at) =>
            at !== index ? [other] : changed === undefined ? [] : [changed]
          )), save),
      )
    );
    if (group !== "not") {
      box.append(
        make(
          "div",
          { className: "row" },
          button(`+ ${say("add")}`, () => put([...inner, { text: "" }])),
          button(`+ ${say("group")}`, () => put([...inner, { any: [{ text: "" }] }])),
        ),
      );
    }
    return box;
  };
  /**
   * @param {HTMLElement} box
   * @param {Json} value
   * @param {(changed: Json | undefined) => void} change
   * @param {() => void} save
   */
  const leaf = (box, value, change, save) => {
    // Several members of one object must all hold.
    const entries = Object.entries(value);
    entries.forEach(([name, member]) => {
      const form = forms[said.leaves.find((leaf) => leaf.name === name)?.form ?? "json"];
      /** @param {[name: string, member: unknown][]} next */
      const replace = (...next) => {
        const left = Object.fromEntries([
          ...Object.entries(value).filter(([other]) => other !== name),
          ...next,
        ]);
        change(Object.keys(left).length === 0 ? undefined : left);
      };
      box.append(
        make(
          "div",
          { className: "built-line" },
          labelled(
            say("kind"),
            select(
              said.leaves,
              name,
              (next) => replace([next, next === "premium" || next === "media" ? true : ""]),
            ),
          ),
          labelled(
            say("value"),
            input(form.show(member), (text) => {
              value[name] = form.read(text);
              save();
            }),
          ),
          button(say("remove"), () => replace()),
        ),
      );
    });
    return box;
  };

  /**
   * @param {Json[]} value
   * @param {(changed: Json[]) => void} change
   * @param {() => void} save
   */
  const actions = (value, change, save) => {
    const box = make("div", { className: "stack" });
    /**
     * @param {number} index
     * @param {Json[]} items
     */
    const replace = (index, ...items) => change(value.flatMap((other, at) => at === index ? items : [other]));
    value.forEach((action, index) => {
      const item = make("fieldset", { className: "built" });
      item.append(make("legend", { className: "for-readers", textContent: say("action") }));
      item.append(
        make(
          "div",
          { className: "built-line" },
          labelled(
            say("action"),
            select(said.deeds, String(action.do), (name) => replace(index, toDeed(name, action))),
          ),
          button(say("remove"), () => replace(index)),
        ),
      );
      if ("text" in action) {
        item.append(
          labelled(
            say("words"),
            input(String(action.text), (text) => {
              action.text = text;
              save();
            }),
          ),
        );
      }
      if ("consumers" in action) {
        item.append(labelled(
          say("consumers"),
          input(join(action.consumers), (text) => {
            action.consumers = split(text);
            save();
          }),
        ));
      }
      if ("to" in action) {
        item.append(targets(objectsIn(action.to), (to) => replace(index, { ...action, to }), save));
      }
      box.append(item);
    });
    box.append(
      make("div", {}, button(`+ ${say("add-action")}`, () => change([...value, toDeed("copy", {})]))),
    );
    return box;
  };
  /**
   * @param {string} name
   * @param {Json} before what it did until now
   */
  const toDeed = (name, { to = [{ chat: 0 }], text = "{text}", consumers = ["default"] }) => ({
    do: name,
    ...(["text", "answer"].includes(name) ? { text } : {}),
    ...(["copy", "forward", "text"].includes(name) ? { to } : {}),
    ...(name === "drop" ? { consumers } : {}),
  });
  /**
   * @param {Json[]} to
   * @param {(changed: Json[]) => void} change
   * @param {() => void} save
   */
  const targets = (to, change, save) => {
    const box = make("div", { className: "stack" });
    const bots = [
      { name: "", label: say("own-bot") },
      ...said.bots.map(({ id, name }) => ({ name: String(id), label: name, isName: true })),
    ];
    to.forEach((target, index) => {
      /**
       * @param {"bot" | "chat" | "topic"} member
       * @param {string} value
       */
      const put = (member, value) => {
        if (value === "") delete target[member];
        else target[member] = toNumber(value);
        save();
      };
      box.append(
        make(
          "div",
          { className: "built-line" },
          labelled(say("bot"), select(bots, String(target.bot ?? ""), (value) => put("bot", value))),
          labelled(say("chat"), input(String(target.chat ?? ""), (value) => put("chat", value))),
          labelled(say("topic"), input(String(target.topic ?? ""), (value) => put("topic", value))),
          button(say("remove"), () => change(to.filter((_, at) => at !== index))),
        ),
      );
    });
    box.append(make("div", {}, button(`+ ${say("add-target")}`, () => change([...to, { chat: 0 }]))));
    return box;
  };

  for (const place of document.querySelectorAll("[data-builds]")) {
    const name = place.getAttribute("data-builds");
    const area = place.closest("form")?.elements.namedItem(name ?? "");
    if (!(area instanceof HTMLTextAreaElement)) continue;
    const draw = () => {
      const value = parse(area.value);
      const save = () => {
        area.value = JSON.stringify(value, null, 2);
      };
      /** @param {unknown} changed */
      const write = (changed) => {
        area.value = changed === undefined ? "" : JSON.stringify(changed, null, 2);
        draw();
      };
      if (name === "actions") {
        // What is no list of objects is left to whoever wrote it.
        const isList = Array.isArray(value) && value.every(isObject);
        place.replaceChildren(...isList ? [actions(value, write, save)] : []);
      } else if (area.value.trim() === "") {
        place.replaceChildren(button(`+ ${say("add")}`, () => write({ all: [{ text: "" }] })));
      } else {
        place.replaceChildren(...isObject(value) ? [condition(value, write, save)] : []);
      }
    };
    area.addEventListener("input", draw);
    draw();
  }
}
