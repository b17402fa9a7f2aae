import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { TelegramError } from "../../src/telegram/envelope.ts";
import {
  type ClientBody,
  multipartClients,
  type MultipartForm,
  writeMultipart,
} from "../support/client_bodies.ts";
import { createRandom } from "../support/random.ts";
import { passScoped } from "../support/scoped_call.ts";

const inside = [111, -1001234567890];

const filenames = [
  "a.txt",
  "a;b=c.txt",
  "my name=x.txt",
  "a; name=chat_id.txt",
  'say "hi".txt',
  "C:\\dir\\file.txt",
  "100%.txt",
  "chat%5Fid",
  "отчёт 📄.txt",
  "a'b`c.txt",
  "",
];

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!; // `items` is never empty, and random() is below 1.
}

function formOf(random: () => number, chat: string): MultipartForm {
  const contents = [
    "data",
    "",
    "\r\n",
    "line\nline\r\n",
    "--",
    "-- 5\r\n--b",
    "f".repeat(90_000),
    '\x00\xff{}&=;"',
  ];
  const fields = [
    ["chat_id", chat],
    ["caption", pick(random, ["hello", "", "a\r\nb", "ю=1&chat_id=666", '{"chat_id":666}', "--"])],
    ["reply_parameters", `{"message_id":7,"chat_id":${chat}}`],
    ["reply_markup", '{"inline_keyboard":[[{"text":"a","callback_data":"{\\"chat_id\\":666}"}]]}'],
  ] as const;
  return {
    fields: random() < 0.5 ? fields : [...fields].reverse(),
    files: Array.from({ length: Math.floor(random() * 3) }, (_, index) => ({
      name: index === 0 ? "document" : "thumbnail",
      filename: pick(random, filenames),
      content: pick(random, contents),
    })),
    areFilesFirst: random() < 0.5,
  };
}

function cutsOf(random: () => number, length: number): number[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * length)).sort((a, b) =>
    a - b
  );
}

describe("a limited access token lets every client's multipart pass as it came, and judges it", () => {
  for (const client of multipartClients) {
    test(client, async () => {
      const random = createRandom(multipartClients.indexOf(client));
      for (let round = 0; round < 60; round++) {
        const chat = String(pick(random, inside));
        const body = writeMultipart(client, formOf(random, chat));
        const call = { method: "sendDocument", query: "", ...body };
        const passed = await passScoped(call, inside, cutsOf(random, body.body.length));
        assert(passed === body.body, `${passed} for ${JSON.stringify(body)}`);
        const foreign = writeMultipart(client, formOf(random, "666"));
        const refusal = await passScoped(
          { ...call, ...foreign },
          inside,
          cutsOf(random, foreign.body.length),
        );
        assert(refusal instanceof TelegramError && refusal.code === 403, `${JSON.stringify(foreign)} passed`);
      }
    });

    test(`${client}, without any parameter`, async () => {
      const body = writeMultipart(client, { fields: [], files: [], areFilesFirst: false });
      const strange = /preamble/.test(client)
        ? body.body.slice(0, body.body.lastIndexOf("--") + 2)
        : body.body;
      assertEquals(await passScoped({ method: "getMe", query: "", ...body, body: strange }, inside), strange);
      assertEquals(await passScoped({ method: "getMe", query: "", ...body, body: "" }, inside), "");
    });
  }
});

describe("a limited access token lets bodies pass that can be read in one way", () => {
  const json = "application/json";
  const form = "application/x-www-form-urlencoded";
  const multipart = "multipart/form-data; boundary=XbX";
  const part = (head: string, content: string) => `--XbX\r\n${head}\r\n\r\n${content}\r\n`;
  const chat = part('Content-Disposition: form-data; name="chat_id"', "111");
  const bodies: Readonly<Record<string, ClientBody>> = {
    "compact JSON": { contentType: json, body: '{"chat_id":111,"text":"x"}' },
    "JSON with a charset": { contentType: "application/json; charset=utf-8", body: '{"chat_id":111}' },
    "JSON in capitals": { contentType: "Application/JSON", body: '{"chat_id":111}' },
    "indented JSON with a line break at its end": {
      contentType: json,
      body: '{\r\n\t"chat_id" : "111"\r\n}\r\n',
    },
    "JSON of PHP, slashes escaped": {
      contentType: json,
      body: '{"chat_id":"111","text":"https:\\/\\/t.me\\/a"}',
    },
    "JSON of Python, in ASCII": {
      contentType: json,
      body: '{"chat_id": 111, "text": "\\ud83d\\ude00 \\u00e4"}',
    },
    "JSON of Gson, signs of HTML escaped": {
      contentType: json,
      body: '{"chat_id":111,"text":"\\u003cb\\u003e\\u0026"}',
    },
    "JSON with half a sign": { contentType: json, body: '{"chat_id":111,"text":"\\ud83d"}' },
    "JSON with absent parameters": {
      contentType: json,
      body: '{"chat_id":111,"reply_parameters":null,"business_connection_id":null,"message_thread_id":null}',
    },
    "JSON with an object in a text": {
      contentType: json,
      body: '{"chat_id":111,"reply_parameters":"{\\"message_id\\":1,\\"chat_id\\":\\"-1001234567890\\"}"}',
    },
    "JSON with another parameter twice": { contentType: json, body: '{"text":"a","chat_id":111,"text":"b"}' },
    "JSON with the chat twice, alike": { contentType: json, body: '{"chat_id":111,"chat_id":"111"}' },
    "JSON that holds a chat in a text": {
      contentType: json,
      body: '{"chat_id":111,"text":"{\\"chat_id\\":666}"}',
    },
    "an empty JSON body": { contentType: json, body: "" },
    "an empty JSON object": { contentType: json, body: "{}" },
    "an empty array, as PHP writes an empty object": { contentType: json, body: "[]" },
    "JSON null": { contentType: json, body: "null" },
    "a form": { contentType: form, body: "chat_id=111&text=a+b%26%C3%A4" },
    "a form with a charset": { contentType: `${form}; charset=UTF-8`, body: "chat_id=-1001234567890&text=" },
    "a form with stray signs": { contentType: form, body: "&chat_id=111&&text=100%&x=%zz&y&=z&" },
    "a file": { contentType: "application/octet-stream", body: '{"chat_id":666}' },
    "no body and no type": { contentType: "", body: "" },
    "no body and the type of a text": { contentType: "text/plain;charset=UTF-8", body: "" },
    "a preamble": { contentType: multipart, body: `pre\r\n${chat}--XbX--\r\n` },
    "a line break before the first delimiter": { contentType: multipart, body: `\r\n${chat}--XbX--\r\n` },
    "an epilogue": { contentType: multipart, body: `${chat}--XbX--\r\nthe end` },
    "no line break at the end": { contentType: multipart, body: `${chat}--XbX--` },
    "padding behind delimiters": {
      contentType: multipart,
      body: `${chat.replace("XbX", "XbX \t ")}--XbX-- \r\n`,
    },
    "padding behind the boundary of the type": {
      contentType: `${multipart} ; charset=utf-8`,
      body: `${chat}--XbX--\r\n`,
    },
    "a quoted boundary": { contentType: 'multipart/form-data; boundary="XbX"', body: `${chat}--XbX--\r\n` },
    "a boundary with a space": {
      contentType: 'multipart/form-data; boundary="a b"',
      body: `${chat}--XbX--\r\n`.replaceAll("XbX", "a b"),
    },
    "lines that end with LF": { contentType: multipart, body: `${chat}--XbX--\r\n`.replaceAll("\r", "") },
    "a boundary in the midst of a file": {
      contentType: multipart,
      body: `${chat}${
        part('Content-Disposition: form-data; name="document"; filename="a"', "x --XbX y--XbX--")
      }--XbX--\r\n`,
    },
    "a file name with half a line break": {
      contentType: multipart,
      body: `${chat}${
        part('Content-Disposition: form-data; name="document"; filename="a\nb.txt"', "x")
      }--XbX--\r\n`,
    },
    "a file name with a quote that is not escaped": {
      contentType: multipart,
      body: `${chat}${
        part('Content-Disposition: form-data; name="document"; filename="a"b.txt"', "x")
      }--XbX--\r\n`,
    },
    "only a closing delimiter": { contentType: multipart, body: "\r\n--XbX--\r\n" },
  };
  for (const [what, body] of Object.entries(bodies)) {
    test(what, async () => {
      const length = body.body.length;
      for (const cuts of [[], [1], [length - 1], Array.from({ length }, (_, index) => index)]) {
        assertEquals(
          await passScoped({ method: "sendMessage", query: "", ...body }, inside, cuts),
          body.body,
        );
      }
    });
  }
});
