// Rules of routing: dragged into another order, and put together from fields; what is sent is the JSON in the text areas.
{
  const list = document.querySelector("[data-rules]");
  const refusal = document.querySelector("[data-order-refusal]");
  let dragged;
  let before;
  let isDropped;
  list?.addEventListener("pointerdown", (event) => {
    const rule = event.target.closest(".rule-grip")?.closest(".rule");
    if (rule) rule.draggable = true;
  });
  // Whoever lets go without having dragged may select the words of the rule again.
  list?.addEventListener("pointerup", (event) => {
    const rule = event.target.closest(".rule");
    if (rule) rule.draggable = false;
  });
  list?.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".rule");
    before = [...list.children];
    isDropped = false;
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("is-dragged");
  });
  list?.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    isDropped = true;
  });
  list?.addEventListener("dragover", (event) => {
    const over = event.target.closest(".rule");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  list?.addEventListener("dragend", async () => {
    dragged.classList.remove("is-dragged");
    dragged.draggable = false;
    dragged = undefined;
    // Let go elsewhere, or taken back by Escape.
    if (!isDropped) return list.append(...before);
    const answer = await botmux.fetch(`/api/v1/bots/${list.dataset.rules}/route-order`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ routes: [...list.children].map(({ dataset }) => Number(dataset.rule)) }),
    });
    if (answer.ok) return location.reload();
    list.append(...before);
    refusal.textContent = await botmux.explain(answer);
    refusal.lang = answer.headers.get("content-language") ?? "";
    refusal.hidden = false;
  });
}
{
  const said = JSON.parse(document.getElementById("rule-words")?.dataset.said ?? "null");
  let nextId = 0;

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const button = (label, onclick) =>
    make("button", { type: "button", className: "button button-quiet", textContent: label, onclick });
  const labelled = (label, control) => {
    control.id = `built-${++nextId}`;
    return make(
      "div",
      { className: "field" },
      make("label", { htmlFor: control.id, textContent: label }),
      control,
    );
  };
  const select = (options, value, onchange) => {
    const control = make("select", { onchange: () => onchange(control.value) });
    for (const { name, label, isName = false } of options) {
      control.append(make("option", { value: name, textContent: label, translate: !isName }));
    }

    control.value = value;
    return control;
  };
  const input = (value, onchange) => {
    const control = make("input", { value, autocomplete: "off", spellcheck: false, dir: "auto" });
    control.onchange = () => onchange(control.value);
    return control;
  };
  const parse = (text, otherwise) => {
    try {
      return JSON.parse(text);
    } catch {
      return otherwise;
    }
  };
  const split = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
  const toNumber = (text) => /^-?\d+$/.test(text) ? Number(text) : text;
  const forms = {
    text: { show: String, read: (text) => text },
    texts: { show: (value) => [].concat(value).join(", "), read: split },
    numbers: { show: (value) => [].concat(value).join(", "), read: (text) => split(text).map(toNumber) },
    json: { show: (value) => JSON.stringify(value), read: (text) => parse(text, text) },
  };

  /**
   * Fields for a condition. What is typed is put into `value` itself, and `save` writes it down: nothing is drawn anew while
   * somebody goes on to a button. `change` takes another one, or nothing when it is to go.
   */
  const condition = (value, change, save) => {
    const box = make("fieldset", { className: "built" });
    box.append(make("legend", { className: "for-readers", textContent: said.words.group }));
    const group = ["all", "any", "not"].find((name) => name in value);
    if (group === undefined) return leaf(box, value, change, save);
    const inner = group === "not" ? [value.not] : value[group];
    const put = (items, name = group) =>
      change(name === "not" ? { not: items[0] ?? { text: "" } } : { [name]: items });
    const groups = ["all", "any", "not"].map((name) => ({ name, label: said.words[name] }));
    box.append(
      make(
        "div",
        { className: "row" },
        select(groups, group, (name) => put(inner, name)),
        button(said.words.remove, () => change(undefined)),
      ),
    );
    box.querySelector("select").setAttribute("aria-label", said.words.group);
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
          button(`+ ${said.words.add}`, () => put([...inner, { text: "" }])),
          button(`+ ${said.words.group}`, () => put([...inner, { any: [{ text: "" }] }])),
        ),
      );
    }
    return box;
  };
  const leaf = (box, value, change, save) => {
    // Several members of one object must all hold.
    const entries = Object.entries(value);
    entries.forEach(([name, member]) => {
      const { form } = said.leaves.find((leaf) => leaf.name === name) ?? { form: "json" };
      const replace = (next) => {
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
            said.words.kind,
            select(
              said.leaves,
              name,
              (next) => replace([[next, next === "premium" || next === "media" ? true : ""]]),
            ),
          ),
          labelled(
            said.words.value,
            input(forms[form].show(member), (text) => {
              value[name] = forms[form].read(text);
              save();
            }),
          ),
          button(said.words.remove, () => replace([])),
        ),
      );
    });
    return box;
  };

  const actions = (value, change, save) => {
    const box = make("div", { className: "stack" });
    const replace = (index, ...items) => change(value.flatMap((other, at) => at === index ? items : [other]));
    value.forEach((action, index) => {
      const item = make("fieldset", { className: "built" });
      item.append(make("legend", { className: "for-readers", textContent: said.words.action }));
      item.append(
        make(
          "div",
          { className: "built-line" },
          labelled(
            said.words.action,
            select(said.deeds, action.do, (name) => replace(index, toDeed(name, action))),
          ),
          button(said.words.remove, () => replace(index)),
        ),
      );
      if ("text" in action) {
        item.append(
          labelled(
            said.words.words,
            input(action.text, (text) => {
              action.text = text;
              save();
            }),
          ),
        );
      }
      if ("consumers" in action) {
        item.append(labelled(
          said.words.consumers,
          input(action.consumers.join(", "), (text) => {
            action.consumers = split(text);
            save();
          }),
        ));
      }
      if ("to" in action) item.append(targets(action.to, (to) => replace(index, { ...action, to }), save));
      box.append(item);
    });
    box.append(
      make("div", {}, button(`+ ${said.words["add-action"]}`, () => change([...value, toDeed("copy", {})]))),
    );
    return box;
  };
  const toDeed = (name, { to = [{ chat: 0 }], text = "{text}", consumers = ["default"] }) => ({
    do: name,
    ...(["text", "answer"].includes(name) ? { text } : {}),
    ...(["copy", "forward", "text"].includes(name) ? { to } : {}),
    ...(name === "drop" ? { consumers } : {}),
  });
  const targets = (to, change, save) => {
    const box = make("div", { className: "stack" });
    const bots = [
      { name: "", label: said.words["own-bot"] },
      ...said.bots.map(({ id, name }) => ({ name: String(id), label: name, isName: true })),
    ];
    to.forEach((target, index) => {
      const put = (member, value) => {
        if (value === "") delete target[member];
        else target[member] = toNumber(value);
        save();
      };
      box.append(
        make(
          "div",
          { className: "built-line" },
          labelled(said.words.bot, select(bots, String(target.bot ?? ""), (value) => put("bot", value))),
          labelled(said.words.chat, input(String(target.chat ?? ""), (value) => put("chat", value))),
          labelled(said.words.topic, input(String(target.topic ?? ""), (value) => put("topic", value))),
          button(said.words.remove, () => change(to.filter((_, at) => at !== index))),
        ),
      );
    });
    box.append(make("div", {}, button(`+ ${said.words["add-target"]}`, () => change([...to, { chat: 0 }]))));
    return box;
  };

  for (const place of document.querySelectorAll("[data-builds]")) {
    const name = place.dataset.builds;
    const area = place.closest("form").elements[name];
    const draw = () => {
      const value = parse(area.value, undefined);
      const save = () => area.value = JSON.stringify(value, null, 2);
      const write = (changed) => {
        area.value = changed === undefined ? "" : JSON.stringify(changed, null, 2);
        draw();
      };
      if (name === "actions") {
        place.replaceChildren(...Array.isArray(value) ? [actions(value, write, save)] : []);
      } else if (area.value.trim() === "") {
        place.replaceChildren(button(`+ ${said.words.add}`, () => write({ all: [{ text: "" }] })));
      } else {place.replaceChildren(
          ...typeof value === "object" && value !== null ? [condition(value, write, save)] : [],
        );}
    };
    area.addEventListener("input", draw);
    draw();
  }
}
