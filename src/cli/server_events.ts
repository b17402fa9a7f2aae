/** One server-sent event. */
export interface ServerEvent {
  /** Its type; `message` where the stream names none. */
  readonly type: string;
  readonly data: string;
}

/** Longer events are left out. */
const maxEventLength = 4 * 1024 * 1024;

/** The events of a `text/event-stream` (HTML Standard, section 9.2.6), as they come; ids and retry times are passed over. */
export async function* readServerEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  let type = "";
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === "") {
      if (data.length > 0) yield { type: type || "message", data: data.join("\n") };
      type = "";
      data = [];
      continue;
    }
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") type = value;
    if (field === "data") data.push(value);
  }
}

/** Lines that end with CRLF, LF or CR; what follows the last one is incomplete. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true });
    // A CR at the end may be the first half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > maxEventLength) rest = "";
  }
}
