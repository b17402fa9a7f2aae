import { Buffer } from "node:buffer";
import type { MessageKind } from "./read_messages.ts";

type Random = () => number;

/** The bytes of a connection, made up. */
export interface GeneratedBytes {
  readonly kind: MessageKind;
  /** Method of the requests, where these are responses. */
  readonly method: string;
  readonly bytes: Uint8Array;
}

/** One to three messages: most are right, many have something odd in one place, some had bytes changed. */
export function generateMessages(random: Random): GeneratedBytes {
  const kind = random() < 0.6 ? "request" : "response";
  const method = random() < 0.85 ? "GET" : "HEAD";
  const isOdd = () => random() < oddness;
  const oddness = pick(random, [0, 0.02, 0.06, 0.15]);
  const count = random() < 0.7 ? 1 : 2 + Math.floor(random() * 2);
  let text = "";
  for (let index = 0; index < count; index++) {
    text += kind === "request" ? request(random, isOdd) : response(random, isOdd, method);
  }
  if (random() < 0.25) text = mutate(random, text);
  return { kind, method, bytes: Buffer.from(text, "latin1") };
}

function request(random: Random, isOdd: () => boolean): string {
  const or = <Item>(usual: Item, odd: readonly Item[]) => isOdd() ? pick(random, odd) : usual;
  const method = or(pick(random, ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]), oddMethods);
  const defaultTarget = method === "CONNECT" ? "example.org:443" : pick(random, targets);
  const target = or(defaultTarget, oddTargets);
  const version = or(random() < 0.9 ? "HTTP/1.1" : "HTTP/1.0", oddVersions);
  const lead = or("", ["\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", "\r\n".repeat(20)]);
  const space = () => or(" ", ["  ", "\t", "", " \t"]);
  const host = or("Host: example.org\r\n", oddHosts);
  const [framing, body] = framed(random, isOdd, random() < 0.5);
  const fields = shuffle(random, [host, framing, ...someFields(random, isOdd)]);
  return lead + method + space() + target + space() + version + or("\r\n", lineEnds) + fields.join("") +
    or("\r\n", lineEnds) + body;
}

function response(random: Random, isOdd: () => boolean, method: string): string {
  const or = <Item>(usual: Item, odd: readonly Item[]) => isOdd() ? pick(random, odd) : usual;
  const status = or(pick(random, ["200", "200", "200", "201", "400", "404", "500"]), oddStatuses);
  const reason = or(pick(random, ["OK", "Not Found", ""]), [
    "\tfine",
    "caf\xe9",
    "a\x00b",
    "a\x7f",
    "-".repeat(300),
  ]);
  const version = or(random() < 0.9 ? "HTTP/1.1" : "HTTP/1.0", oddVersions);
  const lead = or("", ["\r\n", "\n", " "]);
  const space = or(" ", ["  ", "\t", ""]);
  const isBodiless = method === "HEAD" || status === "204" || status === "304" || status.startsWith("1");
  const [framing, body] = framed(random, isOdd, random() < 0.9);
  const fields = shuffle(random, [framing, ...someFields(random, isOdd)]);
  return lead + version + space + status + or(" ", ["", "  ", "\t"]) + reason + or("\r\n", lineEnds) +
    fields.join("") + or("\r\n", lineEnds) + (isBodiless !== isOdd() ? "" : body);
}

/** Fields that frame a body, and the body. */
function framed(random: Random, isOdd: () => boolean, hasBody: boolean): [fields: string, body: string] {
  const or = <Item>(usual: Item, odd: readonly Item[]) => isOdd() ? pick(random, odd) : usual;
  if (!hasBody) return [or("", oddFraming), ""];
  const data = pick(random, [
    "",
    "abc",
    '{"a":1}',
    "x".repeat(40),
    "\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "\x00\xff",
  ]);
  if (random() < 0.5) {
    const length = or(String(data.length), [
      "0",
      "1",
      "-1",
      "+3",
      "3 ",
      "03",
      "3,3",
      "3, 3",
      "0x3",
      "",
      "1e1",
      "3.0",
    ]);
    const name = or("Content-Length", [
      "content-length",
      "CONTENT-LENGTH",
      "Content-Length ",
      "Content_Length",
    ]);
    return [
      `${name}:${or(" ", ["", "\t", "  ", "\v"])}${length}${or("\r\n", lineEnds)}${or("", oddFraming)}`,
      data,
    ];
  }
  const coding = or("chunked", oddCodings);
  const name = or("Transfer-Encoding", ["transfer-encoding", "Transfer-Encoding ", "Transfer_Encoding"]);
  return [`${name}: ${coding}${or("\r\n", lineEnds)}${or("", oddFraming)}`, chunked(random, isOdd, data)];
}

function chunked(random: Random, isOdd: () => boolean, data: string): string {
  const or = <Item>(usual: Item, odd: readonly Item[]) => isOdd() ? pick(random, odd) : usual;
  let text = "";
  for (let rest = data; rest !== "";) {
    const bytes = 1 + Math.floor(random() * rest.length);
    const size = or(bytes.toString(16), [bytes.toString(16).toUpperCase(), ...oddSizes]);
    text += size + or("", extensions) + or("\r\n", lineEnds) + rest.slice(0, bytes) + or("\r\n", lineEnds);
    rest = rest.slice(bytes);
  }
  const trailers = or("", [
    "X-T: 1\r\n",
    "X-T: 1\r\nY: 2\r\n",
    "X-T : 1\r\n",
    " X: 1\r\n",
    "X\r\n",
    "Content-Length: 5\r\n",
  ]);
  return text + or("0", ["00", "-0", "0x0", "0 ", ""]) + or("", extensions) + or("\r\n", lineEnds) +
    trailers +
    or("\r\n", lineEnds);
}

function someFields(random: Random, isOdd: () => boolean): string[] {
  const or = <Item>(usual: Item, odd: readonly Item[]) => isOdd() ? pick(random, odd) : usual;
  return Array.from({ length: Math.floor(random() * 6) }, () => {
    if (isOdd()) return pick(random, oddFields);
    return pick(random, names) + or(":", [" :", "", "::", "\t:", ":\r\n "]) + or(" ", ["", "\t", "   "]) +
      or(pick(random, values), oddValues) + or("\r\n", lineEnds);
  });
}

/** Changes some bytes at places that chance picks. */
function mutate(random: Random, text: string): string {
  let changed = text;
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    const at = Math.floor(random() * (changed.length + 1));
    const given = random() < 0.8
      ? pick(random, bytesThatMatter)
      : String.fromCharCode(Math.floor(random() * 256));
    const removed = random() < 0.6 ? 1 : 0;
    changed = changed.slice(0, at) + (random() < 0.75 ? given : "") + changed.slice(at + removed);
  }
  return changed;
}

const lineEnds = ["\n", "\r", "\r\r\n", "\r\n\r\n", " \r\n", "\n\r", "\r\n ", ""];
const oddMethods = ["CONNECT", "get", "FOO", "PRI", "G@T", "", "M-SEARCH", "TRACE", "Post", "A".repeat(40)];
const targets = ["/", "/bot1:a/getMe", "/a?b=c&d=%20", "/p/q.r", "//x", '/{"a":1}', "/a|b^c`", '/?q="<>"'];
const oddTargets = [
  "*",
  "http://example.com/p?q",
  "HTTP://example.com",
  "https://u@example.com:8/p",
  "example.com:443",
  "ftp://a/b",
  "/a#b",
  "/\xff\xc3\xa9",
  "/a b",
  "/\x00",
  "/a\x7f",
  "/\t",
  "a",
  "",
  "?q",
  "/\\",
];
const oddVersions = [
  "HTTP/2.0",
  "HTTP/0.9",
  "HTTP/1.2",
  "http/1.1",
  "HTTP/1",
  "HTTP/11.1",
  "HTTP/1.10",
  "HTTP/ 1.1",
  "HTTP/1.1 ",
  "HTTP1.1",
  "HTTP/1,1",
  "HTTPS/1.1",
  "RTSP/1.0",
  "",
];
const oddHosts = [
  "",
  "Host: \r\n",
  "Host: a\r\nHost: a\r\n",
  "Host: a\r\nhost: b\r\n",
  "Host: a b\r\n",
  "Host: a/b\r\n",
  "Host: [::1]:80\r\n",
  "Host: a:80\r\n",
  "Host: a:x\r\n",
  "Host: u@a\r\n",
  "Host : a\r\n",
  "host:a\r\n",
  "Host: a,b\r\n",
  "Host: \xff\r\n",
];
const oddStatuses = [
  "204",
  "304",
  "100",
  "101",
  "199",
  "000",
  "099",
  "999",
  "600",
  "20",
  "2000",
  "2x0",
  "-20",
  "+20",
  "",
];
const oddFraming = [
  "Content-Length: 3\r\n",
  "Content-Length: 0\r\n",
  "Content-Length: 3\r\nContent-Length: 3\r\n",
  "Content-Length: 3\r\nContent-Length: 4\r\n",
  "Content-Length: 99999999999999999999999\r\n",
  "Content-Length: 18446744073709551617\r\n",
  "Content-Length: 0000000000000000000003\r\n",
  "Content-Length: 9007199254740993\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: identity\r\n",
  "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
  "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
  "Trailer: X-T\r\n",
];
const oddCodings = [
  "Chunked",
  "CHUNKED",
  "gzip, chunked",
  "chunked, gzip",
  "chunked, chunked",
  "chunked,",
  ", chunked",
  "chunked;a=b",
  "xchunked",
  "chunkedx",
  "identity",
  "gzip",
  "",
  '"chunked"',
  "chunked\r\n gzip",
  "chunked\x00",
  "\vchunked",
];
const oddSizes = [
  "-1",
  "+1",
  "0x1",
  "1 ",
  " 1",
  "g",
  "",
  "fffffffffffffffff",
  "10000000000000000",
  "0001",
  "00000000000000000001",
];
const extensions = [
  ";",
  ";a",
  ";a=b",
  ';a="b"',
  ';a="b\\"c"',
  ';a="b;c"',
  ";a=b;c=d",
  " ;a",
  "; a",
  ";a =b",
  ";a= b",
  ";a=",
  ';a="b',
  ';a="b"c',
  ";a\n",
  ";a\r",
  ';a="\n"',
  ";\x00",
  ";a=\xff",
  ';a="\xff"',
  ";=b",
];
const names = [
  "Accept",
  "User-Agent",
  "X-Custom",
  "Content-Type",
  "accept-encoding",
  "COOKIE",
  "a",
  "X_Y",
  "!#$%&'*+-.^_`|~09",
];
const values = [
  "*/*",
  "a",
  "",
  "text/plain; charset=utf-8",
  "a, b",
  "a  b",
  '"q"',
  "a:b",
  "caf\xe9",
  "x".repeat(200),
];
const oddValues = [
  "a\x00b",
  "a\x01b",
  "a\x7fb",
  "a\tb",
  "a\rb",
  "a\nb",
  "a\r\n b",
  "a\r\n\tb",
  "\x0b",
  "a ",
  "a\t ",
  "\xff\xfe",
];
const oddFields = [
  "Connection: close\r\n",
  "Connection: keep-alive\r\n",
  "Connection: Close\r\n",
  "Connection: keep-alive, close\r\n",
  "Connection: close, X-Custom\r\n",
  "Connection: X-Custom\r\n",
  "Connection: closed\r\n",
  "Connection:\r\nConnection: close\r\n",
  "Proxy-Connection: close\r\n",
  "Expect: 100-continue\r\n",
  "EXPECT: 100-Continue\r\n",
  "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n",
  "Upgrade: websocket\r\n",
  "Keep-Alive: timeout=5\r\n",
  "TE: trailers\r\n",
  ": a\r\n",
  " : a\r\n",
  " folded\r\n",
  "\tfolded\r\n",
  "no colon\r\n",
  "na me: a\r\n",
  "n\xe4me: a\r\n",
  "name\x00: a\r\n",
  "(name): a\r\n",
  "\r\n",
];
const bytesThatMatter = [
  "\r",
  "\n",
  "\r\n",
  "\0",
  " ",
  "\t",
  ":",
  ",",
  ";",
  '"',
  "/",
  "\x7f",
  "\xff",
  "\v",
  "-",
  "+",
  "0",
  "1",
  "a",
];

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

function shuffle<Item>(random: Random, items: Item[]): Item[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other]!, items[index]!];
  }
  return items;
}
