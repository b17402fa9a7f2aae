// The sandbox as a messenger: the talk stays at its end, Enter sends, a chosen file is sent at once.
{
  const talk = () => document.querySelector("[data-stays-at-end]");
  const toEnd = () => talk().scrollTop = talk().scrollHeight;
  let isAtEnd = true;
  let isUsed = false;
  toEnd();
  document.addEventListener("scroll", (event) => {
    if (event.target !== talk()) return;
    isAtEnd = talk().scrollHeight - talk().scrollTop - talk().clientHeight < 80;
  }, true);
  document.addEventListener("htmx:after:swap", () => isAtEnd && toEnd());

  document.addEventListener("change", (event) => {
    event.target.closest("[data-sends-itself]")?.requestSubmit();
    const input = event.target.closest("[data-sandbox-file]");
    if (input?.files[0]) void send(input, input.files[0]);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("[data-sandbox-write]");
    if (!form || event.target.name !== "text" || event.key !== "Enter") return;
    if (event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (form.reportValidity() && !isUsed) form.requestSubmit();
  });
  document.addEventListener("submit", () => isUsed = true);
  addEventListener("pageshow", () => isUsed = false);
  const field = document.getElementById("sandbox-text");
  if (field && matchMedia("(hover: hover)").matches) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  const types = { image: "photo", video: "video", audio: "audio" };
  const maxBytes = 10 * 1024 * 1024;
  const send = async (input, file) => {
    const form = input.form;
    const { tooLarge, refused } = input.closest("label").dataset;
    if (file.size > maxBytes) return alert(tooLarge);
    const url = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(reader.result));
      reader.readAsDataURL(file);
    });
    const [kind, id] = form.elements.talk.value.split(/-(.*)/);
    const response = await botmux.fetch("/api/v1/sandbox/speak", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        from: Number(form.elements.as.value),
        [kind]: Number(id),
        ...(form.elements.text.value ? { caption: form.elements.text.value } : {}),
        file: {
          type: types[file.type.split("/")[0]] ?? "document",
          base64: url.slice(url.indexOf(",") + 1),
          fileName: file.name,
          ...(file.type ? { mimeType: file.type } : {}),
        },
      }),
    });
    if (response.ok) location.reload();
    else alert(`${refused}\n${await botmux.explain(response)}`);
  };
}
