// @ts-check
/// <reference types="./globals.d.ts" />
// The sandbox as a messenger: the talk stays at its end, Enter sends, a chosen file is sent at once.
{
  const { around, find, seek } = botmux;
  const talk = () => find(document, "[data-stays-at-end]", HTMLElement);
  const toEnd = () => {
    talk().scrollTop = talk().scrollHeight;
  };
  let isAtEnd = true;
  let isUsed = false;
  toEnd();
  document.addEventListener("scroll", (event) => {
    if (event.target !== talk()) return;
    isAtEnd = talk().scrollHeight - talk().scrollTop - talk().clientHeight < 80;
  }, true);
  document.addEventListener("htmx:after:swap", () => {
    if (isAtEnd) toEnd();
  });

  document.addEventListener("change", (event) => {
    around(event, "[data-sends-itself]", HTMLFormElement)?.requestSubmit();
    const input = around(event, "[data-sandbox-file]", HTMLInputElement);
    const file = input?.files?.[0];
    if (input && file) void send(input, file);
  });
  document.addEventListener("keydown", (event) => {
    const form = around(event, "[data-sandbox-write]", HTMLFormElement);
    if (!form || !around(event, "[name=text]", HTMLElement) || event.key !== "Enter") return;
    if (event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (form.reportValidity() && !isUsed) form.requestSubmit();
  });
  document.addEventListener("submit", () => {
    isUsed = true;
  });
  addEventListener("pageshow", () => {
    isUsed = false;
  });
  const field = seek(document, "#sandbox-text", HTMLTextAreaElement);
  if (field && matchMedia("(hover: hover)").matches) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /** @type {Readonly<Record<string, string>>} */
  const types = { image: "photo", video: "video", audio: "audio" };
  const maxBytes = 10 * 1024 * 1024;

  /** @param {File} file */
  const toBase64 = async (file) => {
    const url = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(reader.result));
      reader.readAsDataURL(file);
    });
    return String(url).slice(String(url).indexOf(",") + 1);
  };

  /**
   * @param {HTMLInputElement} input
   * @param {File} file
   */
  const send = async (input, file) => {
    const { tooLarge, refused } = input.closest("label")?.dataset ?? {};
    if (file.size > maxBytes) return alert(tooLarge);
    const fields = new FormData(input.form ?? undefined);
    const [kind = "", id] = String(fields.get("talk")).split(/-(.*)/);
    const caption = String(fields.get("text") ?? "");
    const response = await botmux.fetch("/api/v1/sandbox/speak", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        from: Number(fields.get("as")),
        [kind]: Number(id),
        ...(caption === "" ? {} : { caption }),
        file: {
          type: types[file.type.split("/")[0] ?? ""] ?? "document",
          base64: await toBase64(file),
          fileName: file.name,
          ...(file.type ? { mimeType: file.type } : {}),
        },
      }),
    });
    if (response.ok) location.reload();
    else alert(`${refused}\n${await botmux.explain(response)}`);
  };
}
