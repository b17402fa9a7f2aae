import type { OfficialRequest } from "./official_parser.ts";

/** Chats that limited calls may use. */
export const insideIds: readonly number[] = [111, -100123];
const inside = "111";
const outside = "666";

type Random = () => number;
type Field = [name: string, value: string];

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!; // `items` is never empty, and random() is below 1.
}

/** Says now and then that something is to be odd: in some bodies never, in some often. */
function oddness(random: Random, scale: number): () => boolean {
  const share = pick(random, [0, 0, 0.03, 0.12]) * scale;
  return () => random() < share;
}

/** Names that some reader may take for one that says whom. */
function nameOf(random: Random): string {
  const names = ["chat_id", "chat_id", "chat_id", "user_id", "from_chat_id", "reply_parameters", "scope"];
  const name = pick(random, names);
  if (random() < 0.8) return name;
  return pick(random, ["text", "text", "inline_message_id", "business_connection_id", name.toUpperCase()]);
}

function idOf(random: Random): string {
  const id = pick(random, ["111", "111", "111", "-100123", outside]);
  if (random() < 0.85) return id;
  return pick(random, [
    `+${id}`,
    ` ${id}`,
    `${id}.0`,
    `${id}e0`,
    `0${id}`,
    `${id}x`,
    "@channel",
    "18446744073709552282",
    "",
  ]);
}

function valueOf(random: Random, name: string): string {
  if (name !== "reply_parameters" && name !== "scope") return idOf(random);
  return jsonOf(random, [
    ["chat_id", idOf(random)],
    ...(random() < 0.1 ? [["chat_id", idOf(random)] as Field] : []),
  ]);
}

function fieldsOf(random: Random): Field[] {
  return Array.from({ length: 1 + Math.floor(random() * 2.5) }, () => {
    const name = nameOf(random);
    return [name, valueOf(random, name)];
  });
}

/** JSON that is now and then none, in the ways that the official server does not mind or stops at. */
function jsonOf(random: Random, fields: readonly Field[]): string {
  const odd = oddness(random, 1);
  const quote = (text: string) =>
    odd()
      ? `"${text.replace("c", "\\u0063")}"`
      : odd()
      ? `"${text.replace("h", "\\h")}"`
      : JSON.stringify(text);
  const member = ([name, value]: Field) => {
    const plain = /^-?[0-9.e]+$/.test(value) || /^[[{]/.test(value) ? value : quote(value);
    return `${quote(name)}${odd() ? "\v" : ""}:${odd() ? " " : ""}${random() < 0.5 ? plain : quote(value)}`;
  };
  const faults = [
    '"a":01',
    '"a":+1',
    '"a":.5',
    '"a":[1,]',
    '"a":{"b"}',
    '"a":tru',
    '"a":"\t"',
    '"a":"\\q"',
    '"a',
    "",
  ];
  const deep = `"a":${"[".repeat(102)}${"]".repeat(102)}`;
  const members = fields.map(member);
  if (odd()) members.splice(Math.floor(random() * (members.length + 1)), 0, pick(random, [...faults, deep]));
  const text = `{${members.join(",")}${odd() ? "," : ""}}`;
  if (!odd()) return text;
  return pick(random, [
    `\xef\xbb\xbf${text}`,
    `${text}x`,
    text.slice(0, -1),
    `[${text}]`,
    `\0${text}`,
    `\v${text}`,
  ]);
}

function formOf(random: Random, fields: readonly Field[]): string {
  const odd = oddness(random, 1);
  const encode = (text: string) =>
    odd()
      ? text.replaceAll("_", "%5f").replaceAll("6", "%36")
      : text.replace(/[&=%+{}": ]/g, encodeURIComponent);
  const pairs = fields.map(([name, value]) => `${encode(name)}${odd() ? "" : "="}${encode(value)}`);
  const text = pairs.join(odd() ? ";" : odd() ? "&&" : "&");
  return odd() ? pick(random, ["?", "\xef\xbb\xbf", "&", "%EF%BB%BF", "+", "=", "#"]) + text : text;
}

function multipartOf(random: Random, fields: readonly Field[]): { contentType: string; body: string } {
  const odd = oddness(random, 0.7);
  const end = odd() ? "\n" : "\r\n";
  const parts = fields.map(([name, value]) => {
    const file = random() < 0.25 ? pick(random, filenames) : "";
    const dispositionName = odd() ? pick(random, [name.replace("_", "%5F"), `${name}\\`, ` ${name}`]) : name;
    const named = pick(random, [
      `name="${dispositionName}"`,
      `name="${dispositionName}"`,
      `name=${dispositionName}`,
    ]);
    const key = odd()
      ? "Content-Disposition : form-data; "
      : odd()
      ? "content-disposition: form-data;"
      : "Content-Disposition: form-data; ";
    const type = random() < 0.2 ? `${end}Content-Type: ${pick(random, partTypes)}` : "";
    const second = odd() ? `${end}Content-Disposition: form-data; name="chat_id"` : "";
    const fold = odd() ? `${end} ` : "";
    const head = `${key}${fold}${
      odd() ? `${file}${file && "; "}${named}` : `${named}${file && "; "}${file}`
    }${second}${type}`;
    const content = random() < 0.15 ? formOf(random, fieldsOf(random)) : value;
    const delimiter = odd() ? pick(random, ["--bb \t", "--bb-", "--bbx", "-bb", "x--bb", "--bb--"]) : "--bb";
    return `${delimiter}${end}${head}${odd() ? end : end + end}${content}${odd() ? "\n" : end}`;
  });
  const before = odd()
    ? pick(random, ["pre\r\n", "pre--bb\r\n", "\r\n", "\n", "--bb--\r\n", "--b", "\r\n--bb\n"])
    : "";
  const after = odd()
    ? pick(random, ["", `--bb${end}`, "--bb-", "--bb--x", `--bb--\r\n${parts.join("")}--bb--`])
    : `--bb--${end}`;
  const contentType = odd()
    ? pick(random, [
      'multipart/form-data; boundary="bb"',
      "multipart/form-data; boundary=bb ; a=b",
      "multipart/form-data; boundary=b; boundary=bb",
      "multipart/form-data; x-boundary=bb; boundary=b",
      "Multipart/Form-Data;boundary=bb",
      "multipart/form-data; Boundary=bb; charset=utf-8",
      "multipart/form-data",
      "multipart/form-data; boundary= bb",
    ])
    : "multipart/form-data; boundary=bb";
  return { contentType, body: before + parts.join("") + after };
}

const filenames = [
  'filename="a.txt"',
  "filename=a.txt",
  'filename="a;name=chat_id"',
  'filename="a;name=chat_id;x"',
  'filename="a; name=\\"chat_id\\""',
  "filename*=utf-8''a.txt",
  'Filename="a.txt"',
  'filename="a\\"',
  'filename="a" ',
  'x="; filename="',
  'x="y; filename=z"',
  'filename="a\r\n b"',
];
const partTypes = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "Application/X-Www-Form-Urlencoded; a=b",
  "application/json",
];

/** A request with parameters that say whom, of which now and then something is odd or hides another. */
export function generateRequest(random: Random): OfficialRequest {
  if (random() < 0.3) return smuggledOf(random);
  const query = random() < 0.2
    ? formOf(random, fieldsOf(random)).replace(/[^\x21-\x7e]/g, encodeURIComponent)
    : "";
  const fields = fieldsOf(random);
  const kind = random();
  if (kind < 0.4) return { query, ...multipartOf(random, fields) };
  const isJson = kind < 0.7;
  const body = isJson ? jsonOf(random, fields) : formOf(random, fields);
  const type = isJson ? "application/json" : "application/x-www-form-urlencoded";
  const contentType = random() < 0.9 ? type : pick(random, [
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "text/json",
    "application/json, application/x-www-form-urlencoded",
    "text/plain; a=application/json",
    "application/x-www-form-urlencoded; a=multipart/form-data; boundary=bb",
    "application/vnd.api+json",
    "",
  ]);
  return { query, contentType, body };
}

/** A request in which some reader finds `visible` and another finds what is outside. */
function smuggledOf(random: Random): OfficialRequest {
  const name = pick(random, ["chat_id", "chat_id", "user_id", "from_chat_id"]);
  const visible = pick(random, [`${name}=${inside}&`, ""]);
  const kind = random();
  if (kind < 0.25) return smuggledInForm(random, name, visible);
  const members = visible === "" ? "" : `"${name}":${inside},`;
  if (kind < 0.5) return smuggledInJson(random, name, members);
  return smuggledInMultipart(random, name, visible !== "");
}

function smuggledInForm(random: Random, name: string, visible: string): OfficialRequest {
  const hidden = `${name}=${outside}`;
  const body = pick(random, [
    `?${visible}${hidden}`,
    `\xef\xbb\xbf${visible}${hidden}`,
    `${visible}${hidden}`,
    `${hidden}&${visible}`,
    `${visible}${name.replace("_", "%5f")}=${outside}`,
    `a;${visible}${hidden}`,
    `${visible.replace("&", ";")}${hidden}`,
    `%${visible}${hidden}`,
    `${name}=&${hidden}`,
    `${name}&${hidden}`,
    `#${hidden}&${visible}`,
  ]);
  if (random() < 0.3) {
    return { query: body.replace(/[^\x21-\x7e]/g, encodeURIComponent), contentType: "", body: "" };
  }
  return { query: "", contentType: "application/x-www-form-urlencoded", body };
}

function smuggledInJson(random: Random, name: string, visible: string): OfficialRequest {
  const hidden = `"${name}":${outside}`;
  const deep = `${"[".repeat(102)}${"]".repeat(102)}`;
  const visibleLast = visible === "" ? '"a":1' : visible.slice(0, -1);
  const body = pick(random, [
    `{${hidden},${visibleLast}}`,
    `{"a":01,${hidden},${visibleLast}}`,
    `{"text":"\\q",${hidden}}`,
    `{${hidden},"a":`,
    `{"${name.replace("_", "\\u005f")}":${outside},${visibleLast}}`,
    `{"${name.replace("h", "\\h")}":${outside},${visibleLast}}`,
    `\xef\xbb\xbf{${visible}${hidden}}`,
    `{"reply_parameters":{"chat_id":${outside},"chat_id":${inside}},${visibleLast}}`,
    `{"scope":"{\\"chat_id\\":0${outside}}",${visibleLast}}`,
    `{"scope":"{\\"a\\":+1,\\"chat_id\\":${outside}}",${visibleLast}}`,
    `{${hidden}}${visible}`,
    `{"a":${deep},${visible}"b":1}`,
    `{${hidden},"a":${deep},${visibleLast}}`,
    `{${hidden},}`,
    `{"\t":1,${hidden}}`,
  ]);
  // What the body hides, the query shows, or the other way round.
  const query = pick(random, [
    "",
    "",
    `${name}=${outside}`,
    `${name}=${inside}`,
    `scope={"chat_id":${outside}}`,
  ]);
  return { query: encodeURI(query), contentType: "application/json", body };
}

function smuggledInMultipart(random: Random, name: string, hasVisible: boolean): OfficialRequest {
  const part = (head: string, content: string) =>
    `--bb\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const plain = `name="${name}"`;
  const end = "--bb--\r\n";
  const visible = hasVisible ? part(plain, inside) : part('name="text"', "x");
  const disguised = pick(random, [
    part(`name="${name.replace("_", "%5f")}"`, outside),
    part(`name="${name.replace("_", "\\_")}"`, outside),
    part(`${plain}; filename*=utf-8''x`, outside),
    part(`${plain}; Filename=x`, outside),
    part(`name="x; filename=y"; ${plain}`, outside),
    part(`name="text"; ${plain}`, outside),
    part(`${plain}; name="text"`, outside),
    part(`Name="text"; ${plain}`, outside),
    part(`name=${name}\t`, outside),
    part(`name="text;name=${name};x"`, outside),
    part(`name="text"; x="\\";name=${name};y="`, outside),
    part(`${plain}; x="; filename=y"`, outside),
    part(`name="text"\r\nContent-Disposition: form-data; ${plain}`, outside),
    part(`name="text"\r\nContent-Type: application/x-www-form-urlencoded`, `${name}=${outside}`),
    part(`name="text"\r\n\tx\r\ncontent-disposition: form-data; ${plain}`, outside),
    part(`name="text"`, `x\n${part(plain, outside)}`),
    part(`name="text"; filename="f"`, `x${part(plain, outside)}`),
    part(
      `name="text"; filename="f"`,
      `x\r\n--bb \t\r\nContent-Disposition: form-data; ${plain}\r\n\r\n${outside}`,
    ),
    `--bb\nContent-Disposition: form-data; ${plain}\n\n${outside}\n`,
    `--bb\r\nContent-Disposition : form-data; ${plain}\r\n\r\n${outside}\r\n`,
    `--bbContent-Disposition: form-data; ${plain}\r\n\r\n${outside}\r\n`,
    part(plain, outside),
  ]);
  const parts = random() < 0.5 ? visible + disguised : disguised + visible;
  const body = pick(random, [
    `${parts}${end}`,
    `${parts}${end}`,
    `${end}${parts}${end}`,
    `${end.slice(0, -2)}${parts.slice("--bb\r\n".length)}${end}`,
    `${visible}${end}${disguised}${end}`,
    `x${parts}${end}`,
    `x--bb${parts.slice("--bb".length)}${end}`,
    `x\n${parts}${end}`,
    `${parts}`,
    parts.replaceAll("--bb", "--bb ") + end,
    parts.replace("--bb", "--b") + end,
  ]);
  const contentType = pick(random, [
    "multipart/form-data; boundary=bb",
    "multipart/form-data; boundary=bb",
    "multipart/form-data; boundary=bb",
    "multipart/form-data; boundary=bb ; a=b",
    "multipart/form-data; boundary=b; boundary=bb",
    'multipart/form-data; x-boundary=b; boundary="bb"',
    "application/json; a=multipart/form-data; boundary=bb",
  ]);
  return { query: "", contentType, body };
}
