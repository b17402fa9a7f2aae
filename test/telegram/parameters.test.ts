import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { readForm } from "../../src/telegram/form.ts";
import {
  type Parameters,
  parseLeadingInteger,
  readParameters,
  readQuery,
  tryReadParameters,
} from "../../src/telegram/parameters.ts";

const json = "application/json";
const form = "application/x-www-form-urlencoded";

function read(query: string, contentType = "", body = ""): Parameters {
  return readParameters(query, { contentType, bytes: encodeUtf8(body) });
}

/** Parameters of a JSON body. */
function readJson(body: string): Record<string, string> {
  return Object.fromEntries(read("", json, body).values);
}

describe("parseLeadingInteger()", () => {
  const cases: [text: string, expected: number][] = [
    ["30", 30],
    ["30s", 30],
    ["-5x", -5],
    ["abc", 0],
    ["+5", 0],
    [" 5", 0],
    ["", 0],
    ["-", 0],
    ["-0", 0],
    ["-999999999", -999999999],
    ["null", 0],
    ["1.9", 1],
    ["007", 7],
    ["2147483647", 2147483647],
    ["2147483648", -2147483648],
    ["4294967297", 1],
    ["9".repeat(10_000), Number(BigInt.asIntN(32, BigInt("9".repeat(400))))],
  ];
  for (const [text, expected] of cases) {
    test(`reads ${JSON.stringify(text.slice(0, 20))} as ${expected}`, () => {
      assertEquals(parseLeadingInteger(text), expected);
    });
  }
});

describe("wideInteger()", () => {
  const cases: [text: string, expected: number][] = [
    ["30s", 30],
    ["abc", 0],
    ["-0", 0],
    ["2147483647", 2147483647],
    ["2147483648", 2147483648],
    ["-2147483649", -2147483649],
    ["4294967297", 4294967297],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["9007199254740993", Number.MAX_SAFE_INTEGER],
    ["9".repeat(10_000), Number.MAX_SAFE_INTEGER],
    [`-${"9".repeat(10_000)}`, Number.MIN_SAFE_INTEGER],
  ];
  for (const [text, expected] of cases) {
    test(`reads ${JSON.stringify(text.slice(0, 20))} as ${expected}`, () => {
      assertEquals(readQuery(`offset=${text}`).wideInteger("offset", 7), expected);
    });
  }

  test("returns the fallback when there is none", () => {
    assertEquals(readQuery("offset=").wideInteger("offset", 7), 7);
  });
});

describe("readQuery()", () => {
  test("reads plain queries as URLSearchParams does, the first of a name winning", () => {
    for (
      const query of [
        "timeout=50&offset=-5",
        "a=1&a=2",
        "&&a=1&",
        "a",
        "=1",
        "=",
        "a==b=c",
        "a=&b",
        "x:y=1,2.3-4",
        "a=b+c",
        "a=%41%zz",
        "a=%E4%BD&b=\u00e9",
      ]
    ) {
      const expected = new Map<string, string>();
      for (const [name, value] of new URLSearchParams(query)) {
        if (!expected.has(name)) expected.set(name, value);
      }
      assertEquals([...readQuery(query).values], [...expected], query);
    }
  });
});

describe("readForm()", () => {
  test("keeps a leading question mark or byte order mark as part of the name", () => {
    assertEquals(readForm("?a=1&a=2"), [["?a", "1"], ["a", "2"]]);
    assertEquals(readForm("%EF%BB%BFa=1&\ufeffb=2"), [["\ufeffa", "1"], ["\ufeffb", "2"]]);
  });

  test("keeps invalid percent escapes, and invalid UTF-8", () => {
    assertEquals(readForm("a=%&b=%4&c=%4g&d=%2541&e=%ffa%2B+"), [
      ["a", "%"],
      ["b", "%4"],
      ["c", "%4g"],
      ["d", "%41"],
      ["e", "\ufffda+ "],
    ]);
  });
});

describe("readParameters()", () => {
  test("reads the query: escapes, plus signs, names without a value", () => {
    const { values } = read("a=%7B%22x%22%7D&b=1+2&c&d=&%61b=%D1%8F");
    assertEquals(Object.fromEntries(values), { a: '{"x"}', b: "1 2", c: "", d: "", ab: "я" });
  });

  test("the query beats the body and the first of a name beats later ones", () => {
    for (
      const [type, body] of [[json, '{"a":"2","b":"2","b":"3"}'], [form, "a=2&b=2&b=3"]] as const
    ) {
      const parameters = read("a=1&a=0", type, body);
      assertEquals([parameters.get("a"), parameters.get("b")], ["1", "2"]);
    }
  });

  test("names are case-sensitive and content types are not", () => {
    const parameters = read("", "Application/JSON; charset=UTF-8", '{"A":1,"a":2}');
    assertEquals([parameters.get("A"), parameters.get("a")], ["1", "2"]);
  });

  test("an empty text counts as absent", () => {
    const parameters = read("limit=&timeout=", "", "");
    assertEquals([parameters.get("limit"), parameters.integer("limit", 100)], [undefined, 100]);
  });

  test("strings of a JSON body lose their quotes, null is absent, all else keeps its spelling", () => {
    const body =
      '{"s":"a\\u0041\\n","n":1.50,"big":12345678901234567890,"t":true,"z":null,"o":{"x": [1, 2]}}';
    assertEquals(readJson(body), {
      s: "aA\n",
      n: "1.50",
      big: "12345678901234567890",
      t: "true",
      o: '{"x": [1, 2]}',
    });
  });

  const faults: [body: string, expected: Record<string, string>][] = [
    ['{"a":1,"b":', { a: "1" }],
    ['{"a":1,"b":[1,2', { a: "1" }],
    ['{"a":1,"b":"x', { a: "1" }],
    ['{"a":1 "b":2}', { a: "1" }],
    ['{"a":1,b:2}', { a: "1" }],
    ['{"a":1,"b":tru,"c":3}', { a: "1" }],
    ['{"a":{"x":1,},"b":2}', {}],
    ['{"a":1}trailing', { a: "1" }],
    ["{", {}],
    ["", {}],
    ["[1,2]", {}],
    ["17", {}],
    ["not json", {}],
    ['"text"', { content: "text" }],
    ['"text', {}],
  ];
  for (const [body, expected] of faults) {
    test(`uses what precedes the error: ${body}`, () => assertEquals(readJson(body), expected));
  }

  test("hostile nesting and length cost in proportion to the body", async () => {
    const costOf = (count: number) => {
      let best = Infinity;
      for (let round = 0; round < 10; round++) {
        const startMs = performance.now();
        assertEquals(readJson(`{"a":1,"b":${"[".repeat(count)}`), { a: "1" });
        assertEquals((readJson(`{"a":1,${'"b":2,'.repeat(count / 5)}x`)).b, "2");
        best = Math.min(best, performance.now() - startMs);
      }
      return best;
    };
    const [short, long] = [await costOf(20_000), await costOf(500_000)];
    // 25 times the body; a quadratic cost would be 625 times as much.
    assert(long < short * 200 + 1, `${short} ms, then ${long} ms`);
  });

  test("agrees with JSON.parse on well-formed bodies", () => {
    const object = {
      text: 'quote " backslash \\ ü 😀',
      list: [1, { deep: "}" }],
      empty: {},
      flag: false,
      "": "x",
    };
    for (const body of [JSON.stringify(object), JSON.stringify(object, undefined, 2)]) {
      const values = readJson(body);
      assertEquals(Object.keys(values), Object.keys(object));
      assertEquals(JSON.parse(values.list ?? ""), object.list);
      assertEquals(values.text, object.text);
    }
  });

  test("multipart yields texts and files, the first of each name", async () => {
    const data = new FormData();
    data.append("chat_id", "1");
    data.append("chat_id", "2");
    data.append("document", new Blob(["first"]), "a.txt");
    data.append("document", new Blob(["second"]), "b.txt");
    const response = new Response(data);
    const parameters = readParameters("", {
      contentType: response.headers.get("content-type") ?? "",
      bytes: new Uint8Array(await response.arrayBuffer()),
    });
    assertEquals(parameters.get("chat_id"), "1");
    const file = parameters.files.get("document");
    assertEquals([file?.filename, file?.bytes], ["a.txt", encodeUtf8("first")]);
  });

  const unreadable: [what: string, contentType: string, body: string][] = [
    ["no boundary in it", "multipart/form-data; boundary=x", "garbage"],
    ["no boundary in its type", "multipart/form-data", "--x--"],
    ["two boundaries in its type", "multipart/form-data; boundary=x; boundary=y", "--x--"],
    ["a boundary that is too long", `multipart/form-data; boundary=${"x".repeat(71)}`, "--x--"],
    ["no end", "multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
    ["a part without a header", "multipart/form-data; boundary=x", "--x\r\n\r\n1\r\n--x--"],
    ["a part without a name", "multipart/form-data; boundary=x", "--x\r\nX: y\r\n\r\n1\r\n--x--"],
    [
      "a part that is no form's",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n--x--',
    ],
    [
      "a header that is too long",
      "multipart/form-data; boundary=x",
      `--x\r\nX: ${"y".repeat(20_000)}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--`,
    ],
    [
      "too many parts",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(1001) + "--x--",
    ],
  ];
  for (const [what, contentType, body] of unreadable) {
    test(`multipart that cannot be read is refused with 400, for it has ${what}`, () => {
      const error = assertThrows(() => read("a=1", contentType, body), TelegramError);
      assertMatch(error.description, /^Bad Request: can't read the multipart body: /);
      assertEquals([error.code, tryReadParameters("a=1", { contentType, bytes: encodeUtf8(body) })], [
        400,
        undefined,
      ]);
    });
  }

  test("multipart of no bytes has no parameters", () => {
    assertEquals(read("a=1", "multipart/form-data; boundary=x", "").get("a"), "1");
  });

  test("a form within multipart has its own parameters", () => {
    const type = "Content-Type: application/x-www-form-urlencoded";
    const body = `--x\r\nContent-Disposition: form-data; name="a"\r\n${type}\r\n\r\nb=1&c=%32\r\n--x--`;
    const { values } = read("", "multipart/form-data; boundary=x", body);
    assertEquals(Object.fromEntries(values), { b: "1", c: "2" });
  });

  test("a body of another type is a file", () => {
    const parameters = read("", "text/plain", "a=1");
    assertEquals([parameters.values.size, parameters.files.get("file")?.bytes], [0, encodeUtf8("a=1")]);
  });

  test("booleans are true, yes and 1 in any case, with spaces around", () => {
    const parameters = read("a=TRUE&b=+yes+&c=1&d=on&e=0");
    assertEquals(["a", "b", "c", "d", "e", "f"].map((name) => parameters.boolean(name)), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
