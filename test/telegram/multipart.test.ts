import { describe, test } from "node:test";
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../src/base/bytes.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { maxPartHeadBytes, MultipartReader, readBoundary } from "../../src/telegram/multipart.ts";
import { multipartClients, writeMultipart } from "../support/client_bodies.ts";
import { createRandom } from "../support/random.ts";

/** A part as it was read: name, file name, content type, content. */
type ReadPart = [name: string, filename: string | undefined, contentType: string, content: string];

/** The parts of a body that arrives in these pieces. */
function readPieces(boundary: string, pieces: readonly Uint8Array[], isStrict = false): ReadPart[] {
  const parts: ReadPart[] = [];
  let content: Uint8Array[] = [];
  const reader = new MultipartReader(boundary, {
    isStrict,
    onPart({ name, filename, contentType }) {
      parts.push([name, filename, contentType, "unfinished"]);
      content = [];
    },
    onContent: (bytes) => void content.push(bytes.slice()),
    onPartEnd() {
      parts.at(-1)![3] = decodeUtf8(concatBytes(content)); // A part ends after it began.
    },
  });
  for (const piece of pieces) {
    const fed = piece.slice();
    reader.feed(fed);
    // Their owner may free what was fed.
    fed.buffer.transfer(0);
  }
  reader.end();
  return parts;
}

function readText(text: string, isStrict = false): ReadPart[] {
  return readPieces("b", [encodeUtf8(text)], isStrict);
}

function outcomeOf(work: () => ReadPart[]): ReadPart[] | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof TelegramError) return error.description;
    throw error;
  }
}

const text = (head: string, content: string) => `--b\r\n${head}\r\n\r\n${content}\r\n`;
const named = (rest: string) => text(`Content-Disposition: form-data; ${rest}`, "x");

describe("MultipartReader", () => {
  const heads: [disposition: string, name: string, filename: string | undefined][] = [
    ['name="a"', "a", undefined],
    ["name=a", "a", undefined],
    ['NAME="a"; FileName="f"', "a", "f"],
    ['name="a"; filename="f;g=h.txt"', "a", "f;g=h.txt"],
    ['name="a"; filename="my name=x.txt"', "a", "my name=x.txt"],
    ['filename="f"; name="a"', "a", "f"],
    ["name=a; filename=f.txt; filename*=utf-8''f.txt", "a", "f.txt"],
    ["name=a; filename*=UTF-8''%E6%B5%8B.txt", "a", "测.txt"],
    ["name=a; filename*=nonsense", "a", "nonsense"],
    ['name="a"; filename="x\\"y.txt"', "a", 'x"y.txt'],
    ['name="a"; filename="C:\\dir\\"', "a", "C:\\dir\\"],
    ['name="a"; filename="x"y.txt"', "a", 'x"y.txt'],
    ['name="a"; filename=""', "a", ""],
    ['name="a"; filename="отчёт 📄.txt"', "a", "отчёт 📄.txt"],
    ['name="a";', "a", undefined],
    [' name = "a" ;filename = f ', "a", "f"],
    ['name="a;b"', "a;b", undefined],
  ];
  for (const [disposition, name, filename] of heads) {
    test(`reads ${disposition}`, () => {
      assertEquals(readText(`${named(disposition)}--b--`), [[name, filename, "", "x"]]);
    });
  }

  const framings: [what: string, body: string, content: string][] = [
    ["nothing around it", `${named("name=a")}--b--\r\n`, "x"],
    ["no line break at the end", `${named("name=a")}--b--`, "x"],
    ["a preamble and an epilogue", `pre\r\n${named("name=a")}--b--\r\nepi --b`, "x"],
    ["padding behind delimiters", `${named("name=a").replace("--b", "--b \t ")}--b-- \r\n`, "x"],
    ["lines that end with LF", `pre\n${named("name=a")}--b--\r\n`.replaceAll("\r", ""), "x"],
    ["folded headers", `${text('Content-Disposition: form-data;\r\n\tname="a"', "x")}--b--`, "x"],
    ["other headers", `${text("X-A: b:c\r\ncontent-disposition:form-data;name=a", "x")}--b--`, "x"],
    ["no content", `${text("Content-Disposition: form-data; name=a", "")}--b--`, ""],
    ["line breaks as content", `${text("Content-Disposition: form-data; name=a", "\r\n")}--b--`, "\r\n"],
    [
      "dashes as content",
      `${text("Content-Disposition: form-data; name=a", "--\r\n-b --b")}--b--`,
      "--\r\n-b --b",
    ],
  ];
  for (const [what, body, content] of framings) {
    test(`reads a body with ${what}`, () => assertEquals(readText(body), [["a", undefined, "", content]]));
  }

  const unreadable: [what: string, body: string, why: RegExp][] = [
    ["is something else", "garbage", /ends before/],
    ["breaks off in a part", named("name=a"), /ends before/],
    ["breaks off in its closing delimiter", `${named("name=a")}--b-`, /ends before/],
    ["has a delimiter that goes on", `${named("name=a")}--bc\r\n\r\n--b--`, /does not end its line/],
    ["has endless padding", `--b${" ".repeat(300)}\r\n`, /too many spaces/],
    ["has a part without a name", `${text("Content-Disposition: form-data", "x")}--b--`, /no name/],
    ["has an empty name", `${named('name=""')}--b--`, /no name/],
    ["has a part of another kind", `${text("Content-Disposition: inline; name=a", "x")}--b--`, /no name/],
    ["has a part without headers", "--b\r\n\r\nx\r\n--b--", /ends before|malformed|no name/],
    [
      "has a header without a colon",
      `${text("nonsense\r\nContent-Disposition: form-data; name=a", "x")}--b--`,
      /malformed/,
    ],
    [
      "has a delimiter in the place of content",
      "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--",
      /no content/,
    ],
    [
      "has lines of two kinds",
      `${named("name=a")}--b\nContent-Disposition: form-data; name=c\n\ny\n--b--`,
      /two ways/,
    ],
    ["has a header of many bytes", `--b\r\nX: ${"y".repeat(maxPartHeadBytes)}`, /too long/],
    ["has many parts", named("name=a").repeat(1001), /more than 1000 parts/],
  ];
  for (const [what, body, why] of unreadable) {
    test(`refuses a body that ${what}, with 400`, () => {
      const error = assertThrows(() => readText(body), TelegramError);
      assertEquals(error.code, 400);
      assertMatch(error.description, why);
    });
  }

  test("a body of no bytes has no parts", () => assertEquals(readPieces("b", [new Uint8Array()]), []));

  test("reads every body alike however it is split in two, and byte by byte", () => {
    const bodies = [...framings, ...unreadable].map(([, body]) => encodeUtf8(body)).filter(({ length }) =>
      length < 1000
    );
    for (const bytes of bodies) {
      for (const isStrict of [false, true]) {
        const whole = outcomeOf(() => readPieces("b", [bytes], isStrict));
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
        assertEquals(outcomeOf(() => readPieces("b", single, isStrict)), whole, decodeUtf8(bytes));
        for (let cut = 1; cut < bytes.length; cut++) {
          const pieces = [bytes.slice(0, cut), bytes.slice(cut)];
          assertEquals(
            outcomeOf(() => readPieces("b", pieces, isStrict)),
            whole,
            `${cut}: ${decodeUtf8(bytes)}`,
          );
        }
      }
    }
  });

  test("reads generated bytes alike however they are split, and throws nothing unexpected", () => {
    const random = createRandom(7);
    const tokens = [
      "--b",
      "\r\n",
      "\n",
      "\r",
      "--",
      "-",
      " ",
      "b",
      "x",
      ":",
      ";",
      '"',
      "name=a",
      "filename=f",
    ];
    const disposition = "Content-Disposition: form-data; name=a";
    for (let round = 0; round < 3_000; round++) {
      const pieces = Array.from({ length: 2 + Math.floor(random() * 20) }, () => {
        const choice = random();
        if (choice < 0.2) return named("name=a; filename=f");
        if (choice < 0.3) return `--b\r\n${disposition}\r\n\r\n`;
        return choice < 0.4 ? "\r\n--b" : tokens[Math.floor(random() * tokens.length)] ?? "";
      });
      const bytes = encodeUtf8(
        `${random() < 0.5 ? "--b\r\n" : ""}${pieces.join("")}${random() < 0.7 ? "\r\n--b--" : ""}`,
      );
      const isStrict = random() < 0.5;
      const whole = outcomeOf(() => readPieces("b", [bytes], isStrict));
      const cuts = Array.from({ length: 4 }, () => Math.floor(random() * bytes.length)).sort((a, b) => a - b);
      const cutUp = [...cuts, bytes.length].map((end, index) => bytes.slice(cuts[index - 1] ?? 0, end));
      assertEquals(outcomeOf(() => readPieces("b", cutUp, isStrict)), whole, decodeUtf8(bytes));
    }
  });

  for (const client of multipartClients) {
    test(`reads what ${client} writes`, () => {
      const { contentType, body } = writeMultipart(client, {
        fields: [["url", "https://example.org/"], ["drop_pending_updates", "true"]],
        files: [{ name: "certificate", filename: "my cert.pem", content: "-----BEGIN CERTIFICATE-----\n" }],
        areFilesFirst: true,
      });
      const boundary = readBoundary(contentType) ?? "";
      const parts = readPieces(boundary, [encodeUtf8(body)]).map((
        [name, filename, , content],
      ) => [name, filename, content]);
      const filename = /aiohttp/.test(client) ? "my%20cert.pem" : "my cert.pem";
      assertEquals(parts, [
        ["certificate", filename, "-----BEGIN CERTIFICATE-----\n"],
        ["url", undefined, "https://example.org/"],
        ["drop_pending_updates", undefined, "true"],
      ]);
    });
  }

  test("buffers at most one header", () => {
    let bytes = 0;
    const reader = new MultipartReader("b", {
      onPart: () => {},
      onContent: (piece) => void (bytes += piece.length),
    });
    reader.feed(encodeUtf8("--b\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n"));
    const chunk = new Uint8Array(64 * 1024).fill(0x0d);
    for (let round = 0; round < 100; round++) {
      reader.feed(chunk);
      assertEquals((round + 1) * chunk.length - bytes < 16, true);
    }
  });
});

describe("readBoundary()", () => {
  const types: [contentType: string, boundary: string | undefined][] = [
    ["multipart/form-data; boundary=XbX", "XbX"],
    ["multipart/form-data;boundary=XbX", "XbX"],
    ['Multipart/Form-Data; Boundary="a b"', "a b"],
    ["multipart/form-data; charset=utf-8; boundary=XbX", "XbX"],
    ["multipart/form-data; boundary=XbX ; charset=utf-8", "XbX"],
    ["multipart/form-data; boundary=--=_x", "--=_x"],
    ['multipart/form-data; boundary="a;b"', "a;b"],
    ["multipart/form-data", undefined],
    ["multipart/form-data; boundary=", undefined],
    ['multipart/form-data; boundary=""', undefined],
    ["multipart/form-data; boundary=a; boundary=b", undefined],
    ["multipart/form-data; xboundary=a", undefined],
    [`multipart/form-data; boundary=${"a".repeat(71)}`, undefined],
  ];
  for (const [contentType, boundary] of types) {
    test(`of ${contentType.slice(0, 60)} is ${boundary}`, () =>
      assertEquals(readBoundary(contentType), boundary));
  }
});
