import { Buffer } from "node:buffer";
import * as common from "node:_http_common";
import type { MessageKind, ReadMessage, ReadMessages } from "./read_messages.ts";

/** The parser of node:http: llhttp, on both runtimes. Its callbacks go by number. */
interface Parser {
  [callback: number]: (...values: never[]) => unknown;
  initialize(type: number, resource: object, maxHeadBytes: number, leniency: number): void;
  /** Bytes read, or what is wrong. */
  execute(bytes: Uint8Array): number | (Error & { readonly code: string });
  finish(): unknown;
  close(): void;
}

interface ParserClass {
  new (): Parser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

const { HTTPParser, methods } = common as unknown as { HTTPParser: ParserClass; methods: readonly string[] };

interface Head {
  readonly start: string;
  readonly keepAlive: boolean;
}

/** Reads the messages of a connection with llhttp. `method` is that of the requests that responses belong to. */
export function readWithLlhttp(kind: MessageKind, bytes: Uint8Array, method: string): ReadMessages {
  const messages: ReadMessage[] = [];
  let fields: string[] = [];
  let url = "";
  let body = "";
  let head: Head | undefined;
  let isUpgrade = false;

  const parser = new HTTPParser();
  parser.initialize(kind === "request" ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {}, 1024 * 1024, 0);
  parser[HTTPParser.kOnHeaders] = (some: readonly string[], part: string) => {
    // After the head these are trailers.
    if (head === undefined) fields.push(...some);
    url += part;
  };
  parser[HTTPParser.kOnHeadersComplete] = (...values: HeadValues) => {
    const [, minor, last, methodIndex, lastUrl, status, reason, upgrade, keepAlive] = values;
    fields.push(...last ?? []);
    const start = kind === "request"
      ? `${methods[methodIndex ?? -1]} ${url + (lastUrl ?? "")}`
      : `${status} ${reason}`;
    head = { start: `${start} 1.${minor}`, keepAlive };
    isUpgrade = upgrade;
    return kind === "response" && method === "HEAD" ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (part: Uint8Array) => {
    body += Buffer.from(part).toString("latin1");
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (head === undefined) throw new Error("A message without a head is complete");
    messages.push({ start: head.start, fields: toPairs(fields), body, keepAlive: head.keepAlive });
    [fields, url, body, head] = [[], "", "", undefined];
  };

  const read = parser.execute(bytes);
  if (typeof read === "number") parser.finish();
  parser.close();
  if (typeof read !== "number") {
    return { messages, end: read.code === "HPE_CLOSED_CONNECTION" ? "closed" : "refused", code: read.code };
  }
  if (isUpgrade) return { messages, end: "upgrade" };
  return {
    messages,
    end: head === undefined && fields.length === 0 ? "between" : "within",
    partialBody: body,
  };
}

type HeadValues = [
  major: number,
  minor: number,
  fields: readonly string[] | null,
  method: number | null,
  url: string | null,
  status: number | null,
  reason: string | null,
  upgrade: boolean,
  keepAlive: boolean,
];

function toPairs(list: readonly string[]): [string, string][] {
  return Array.from({ length: list.length / 2 }, (_, index) => [list[index * 2]!, list[index * 2 + 1]!]);
}
