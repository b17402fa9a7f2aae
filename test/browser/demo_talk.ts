import { deflateSync } from "node:zlib";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { until } from "../support/until.ts";

/** What is in the archive of the demo after {@linkcode fillDemo}: parts of paths, as texts. */
export interface DemoTalkPlaces {
  /** The group in which the demo's people talk. */
  readonly chat: string;
  /** A message of the bot with a text, in several versions. */
  readonly message: string;
  /** Somebody who talks there. */
  readonly user: string;
}

/** Text that must neither run nor break the page. */
const hostile = `"><script>alert(1)</script> \u202Egnp.exe\u202C ${"W".repeat(600)}`;

const formatted =
  "Watering plan: bed 1 first, then bed 2. See the seed list, or run water --all. The code is 4711.";
const entityOf = (type: string, part: string, more: object = {}) => ({
  type,
  offset: formatted.indexOf(part),
  length: part.length,
  ...more,
});
const entities = [
  entityOf("bold", "Watering plan"),
  entityOf("italic", "bed 1 first"),
  entityOf("underline", "bed 1"),
  entityOf("strikethrough", "then bed 2"),
  entityOf("text_link", "seed list", { url: "https://example.org/seeds" }),
  entityOf("code", "water --all"),
  entityOf("spoiler", "4711"),
];

/** Lets the demo's first bot send one of each kind of message, through BotMux, as its program would. */
export async function fillDemo(url: string): Promise<DemoTalkPlaces> {
  const bot = `${url}/bot${demoTokens[0]}`;
  const [chat, user] = await findPlace(url);
  const call = async (method: string, parameters: object) => {
    const response = await fetch(`${bot}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ chat_id: chat, ...parameters }),
    });
    const answer = await response.json();
    if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
    return answer.result;
  };
  const upload = async (method: string, fields: Record<string, string | Blob>) => {
    const form = new FormData();
    form.append("chat_id", String(chat));
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "string") form.append(name, value);
      else form.append(name, value, value.type === "text/csv" ? "beds.csv" : `${name}.png`);
    }
    const response = await fetch(`${bot}/${method}`, { method: "POST", body: form });
    const answer = await response.json();
    if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
  };
  const { message_id: message } = await call("sendMessage", { text: "Watering plan to follow" });
  await call("editMessageText", { message_id: message, text: formatted, entities });
  await call("setMessageReaction", { message_id: message, reaction: [{ type: "emoji", emoji: "👍" }] });
  await call("sendMessage", {
    text: "Anything else?",
    reply_parameters: { message_id: message },
    reply_markup: {
      inline_keyboard: [[{ text: "Yes", callback_data: "y" }, { text: "Map", url: "https://example.org/" }]],
    },
  });
  await call("sendMessage", { text: hostile });
  await call("sendMessage", {
    text: "const litres = beds.map((bed) => bed.area * 5);",
    entities: [{ type: "pre", offset: 0, length: 47, language: "typescript" }],
  });
  await call("sendLocation", { latitude: 52.5, longitude: 13.4 });
  await call("sendVenue", {
    latitude: 52.5,
    longitude: 13.4,
    title: "Allotment 7",
    address: "Garden street 7",
  });
  await call("sendContact", { phone_number: "+4930123456", first_name: "Seed", last_name: "Shop" });
  await call("sendPoll", {
    question: "Which bed first?",
    options: [{ text: "Tomatoes" }, { text: "Beans" }],
  });
  await call("sendDice", {});
  await upload("sendPhoto", { photo: picture(120, 80), caption: "The new bed" });
  await upload("sendDocument", { document: new Blob(["Bed;Plant\n1;Beans\n"], { type: "text/csv" }) });
  await upload("sendMediaGroup", {
    media: JSON.stringify([{ type: "photo", media: "attach://a", caption: "Both beds" }, {
      type: "photo",
      media: "attach://b",
    }]),
    a: picture(90, 90),
    b: picture(60, 90),
  });
  const { message_id: gone } = await call("sendMessage", { text: "This was a mistake" });
  await call("deleteMessage", { message_id: gone });
  return { chat: String(chat), message: String(message), user: String(user) };
}

/** The group's id, and that of somebody in it, from the updates of the demo. */
async function findPlace(url: string): Promise<readonly [chat: number, user: number]> {
  let found: readonly [number, number] | undefined;
  await until(async () => {
    const response = await fetch(`${url}/bot${demoTokens[0]}/getUpdates?offset=-100`);
    const { result } = await response.json();
    for (const { message } of result) {
      if (message?.text !== undefined && message.chat.type !== "private") {
        found = [message.chat.id, message.from.id];
      }
    }
    return found !== undefined;
  }, 30_000);
  return found!;
}

/** A plain picture as a PNG file. */
function picture(width: number, height: number): Blob {
  const row = new Uint8Array(1 + width * 3);
  for (let index = 1; index < row.length; index++) row[index] = 60 + (index % 3) * 60;
  const pixels = new Uint8Array(row.length * height);
  for (let line = 0; line < height; line++) pixels.set(row, line * row.length);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk("IHDR", header),
    chunk("IDAT", new Uint8Array(deflateSync(pixels))),
    chunk("IEND", new Uint8Array()),
  ];
  return new Blob([signature, ...chunks], { type: "image/png" });
}

function chunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
