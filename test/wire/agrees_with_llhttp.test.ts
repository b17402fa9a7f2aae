import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import process from "node:process";
import { describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { fuzzSeeds, fuzzTimeoutMs } from "../support/fuzz_seeds.ts";
import { type GeneratedBytes, generateMessages } from "../support/generated_messages.ts";
import { readWithLlhttp } from "../support/llhttp_reader.ts";
import { createRandom } from "../support/random.ts";
import type { ReadMessage, ReadMessages } from "../support/read_messages.ts";
import { readWithWire } from "../support/wire_reader.ts";

// llhttp is the parser of node:http: Bun 1.4 has 9.4.4 of it, Deno 2.9 has 9.4.1. They differ in one thing that is below.
const version = process.versions["llhttp"] ?? "";

/** What the two readers made of the first message that they do not agree on. */
interface Difference {
  readonly given: GeneratedBytes;
  /** All bytes of the connection, one character each. */
  readonly text: string;
  readonly ours: Verdict;
  readonly theirs: Verdict;
}

type Verdict =
  | { readonly is: "read"; readonly message: ReadMessage }
  | { readonly is: "refused"; readonly code: string }
  | { readonly is: "open" }
  | { readonly is: "upgrade" };

interface KnownDifference {
  readonly why: string;
  /** Bytes that show it: requests, or responses to requests whose method is `method`. */
  readonly example: string;
  readonly method?: string;
  /** The last version that differs, where later ones do the same as the wire. */
  readonly lastVersion?: string;
  holds(difference: Difference): boolean;
}

/** The wire refuses it with `code`, llhttp takes it, and what llhttp found or the bytes themselves show why. */
function stricter(
  code: string,
  why: string,
  example: string,
  shows: (difference: Difference, message: ReadMessage | undefined) => boolean,
): KnownDifference {
  return {
    why,
    example,
    holds(difference) {
      const { ours, theirs } = difference;
      if (ours.is !== "refused" || ours.code !== code || theirs.is === "refused") return false;
      return shows(difference, theirs.is === "read" ? theirs.message : undefined);
    },
  };
}

/** llhttp refuses it with one of `codes`, the wire takes it or waits for more. */
function laxer(
  codes: readonly string[],
  why: string,
  example: string,
  shows: (difference: Difference) => boolean,
): KnownDifference {
  return {
    why,
    example,
    holds(difference) {
      const { ours, theirs } = difference;
      return ours.is !== "refused" && theirs.is === "refused" && codes.includes(theirs.code) &&
        shows(difference);
    },
  };
}

const valuesOf = (message: ReadMessage | undefined, name: string) =>
  (message?.fields ?? []).filter(([sent]) => sent.toLowerCase() === name).map(([, value]) => value);

function hasOddHost(message: ReadMessage): boolean {
  const hosts = valuesOf(message, "host");
  return hosts.length !== 1 || !/^([\w.-]+|\[[\d:]+\])?(:\d*)?$/.test(hosts[0]!);
}

function hasOddCoding(message: ReadMessage): boolean {
  const codings = valuesOf(message, "transfer-encoding");
  return codings.length > 1 || codings[0]?.toLowerCase() !== "chunked" || message.start.endsWith(" 1.0");
}

const get = "GET / HTTP/1.1\r\nHost: a\r\n";
const ok = "HTTP/1.1 200 OK\r\n";

/** Everything in which the wire and llhttp do not do the same. A difference that is not here fails the test. */
const known: readonly KnownDifference[] = [
  stricter(
    "400 bad_host",
    "a request of HTTP/1.1 has exactly one Host, and an authority is a host and a port (RFC 9112 3.2)",
    "GET / HTTP/1.1\r\n\r\n",
    (_, message) => message === undefined || hasOddHost(message) || !/^\S+ \//.test(message.start),
  ),
  stricter(
    "400 bad_target",
    "one space stands on each side of the target (RFC 9112 3), and it has one of four forms (RFC 9112 3.2)",
    "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    ({ text }, message) =>
      /[A-Z][ \t]{2,}|[ \t]{2,}HTTP\//.test(text) ||
      !/^\S+ (\/|https?:\/\/[^/@#]+)/i.test(message?.start ?? "") ||
      message?.start.startsWith("CONNECT") === true,
  ),
  stricter(
    "400 bad_request_line",
    "a request line ends with HTTP/1.1 after a space (RFC 9112 3): llhttp reads HTTP/0.9 without one, and RTSP",
    "GET /HTTP/1.1\r\nHost: a\r\n\r\n",
    ({ text }) => /[A-Z-]+ +\S*\r|[^ ]HTTP\/|RTSP\/1\.0/.test(text),
  ),
  stricter(
    "505 bad_version",
    "HTTP/0.9 and HTTP/2.0 are not HTTP/1.1 (RFC 9110 15.6.6)",
    "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    ({ text }) => /HTTP\/(0\.9|2\.0)\r/.test(text),
  ),
  stricter(
    "502 bad_version",
    "HTTP/0.9 and HTTP/2.0 are not HTTP/1.1 (RFC 9110 15.6.6)",
    "HTTP/2.0 200 OK\r\n\r\n",
    ({ text }) => /HTTP\/(0\.9|2\.0) /.test(text),
  ),
  stricter(
    "502 bad_status_line",
    "a status has a first digit above 0 (RFC 9110 15), and no protocol but HTTP is asked for",
    "HTTP/1.1 099 OK\r\n\r\n",
    ({ text, theirs }) => /HTTP\/1\.\d 0|RTSP\/1\.0/.test(text) || theirs.is === "open",
  ),
  stricter(
    "502 bad_byte",
    "a reason phrase has no control characters (RFC 9112 4)",
    "HTTP/1.1 200 O\0K\r\n\r\n",
    // deno-lint-ignore no-control-regex -- these are the bytes that are refused
    ({ text }) => /HTTP\/\d.\d \d+[^\r\n]*[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text),
  ),
  stricter(
    "502 protocol_switch",
    "nobody asks for another protocol, so 101 answers nothing that was sent (RFC 9110 15.2.2)",
    "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    (_, message) => message?.start.startsWith("101") === true,
  ),
  stricter(
    "400 connect_with_body",
    "a request for a tunnel has no body (RFC 9110 9.3.6): llhttp passes its length over",
    "CONNECT a:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
    ({ text }) => /CONNECT /.test(text),
  ),
  ...[["400", get, "\n"], ["502", ok, "\r\n"]].flatMap(([status, start, lead]) => [
    stricter(
      `${status} bad_line_ending`,
      "a line ends with CR LF (RFC 9112 2.2), few empty ones stand before a request and none before a response",
      `${lead}${start}\r\n`,
      ({ text }) => /(^|[^\r])\n|\r(?!\n)|^(\r\n){9}|^\r\nHTTP|\r\n\r\n/.test(text),
    ),
    stricter(
      `${status} bad_transfer_encoding`,
      "the only coding is chunked, once, and HTTP/1.0 has none (RFC 9112 6.1, 7)",
      `${start}Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n`,
      ({ text }, message) => message === undefined ? /transfer-encoding/i.test(text) : hasOddCoding(message),
    ),
    stricter(
      `${status === "400" ? 501 : 502} unknown_transfer_encoding`,
      "a coding other than chunked is not understood (RFC 9112 6.1)",
      `${start}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      (_, message) => message === undefined || hasOddCoding(message),
    ),
    {
      ...stricter(
        `${status} length_and_transfer_encoding`,
        "Transfer-Encoding does not stand beside a length even if it is empty (RFC 9112 6.3)",
        `${start}Transfer-Encoding:\r\nContent-Length: 0\r\n\r\n`,
        ({ text }) => /transfer-encoding:\s*\r\n/i.test(text),
      ),
      lastVersion: "9.4.1",
    },
    stricter(
      `${status} bad_content_length`,
      "a length has at most 15 digits, so that it is an exact number",
      `${start}Content-Length: 9007199254740993\r\n\r\n`,
      ({ text }) => /content-length:\s*\d{16}/i.test(text),
    ),
    stricter(
      `${status} bad_chunk`,
      "a size has at most 13 digits, and an extension has a name, and a value after its sign (RFC 9112 7.1.1)",
      `${start}Transfer-Encoding: chunked\r\n\r\n1;=b\r\na\r\n0\r\n\r\n`,
      ({ text }) => /\n[\da-f]{14}|;(=|\r|;)|;\w+=[\r;]/i.test(text),
    ),
  ]),
  laxer(
    ["HPE_INVALID_METHOD", "HPE_INVALID_VERSION"],
    "any method in upper case is read (RFC 9110 9.1); what it means is for the one who is asked",
    "FOO / HTTP/1.1\r\nHost: a\r\n\r\n",
    ({ ours }) => ours.is === "open" || (ours.is === "read" && /^[A-Z_-]+ /.test(ours.message.start)),
  ),
  laxer(
    ["HPE_INVALID_URL"],
    "bytes above 0x7F in a target are read: programs send them, and Telegram takes them",
    "GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
    ({ text }) => /\s\S*[\x80-\xff]\S* HTTP/.test(text),
  ),
  {
    why: "LF alone ends a line of a response's head, which a recipient may take (RFC 9112 2.2)",
    example: "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    holds: ({ given, text, ours, theirs }) =>
      given.kind === "response" && ours.is !== "refused" && theirs.is === "refused" && /[^\r]\n/.test(text),
  },
  laxer(
    ["HPE_UNEXPECTED_CONTENT_LENGTH"],
    "equal lengths of a response count as one (RFC 9112 6.3)",
    `${ok}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`,
    ({ given, ours }) =>
      given.kind === "response" && ours.is === "read" &&
      valuesOf(ours.message, "content-length").length === 1,
  ),
  laxer(
    ["HPE_INVALID_CONTENT_LENGTH"],
    "a length in a trailer is dropped with all trailers (RFC 9110 6.5.1)",
    `${get}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n`,
    ({ text }) => /\n0+(;[^\r\n]*)?\r\n([^\r\n]+\r\n)*Content-Length:[^\r\n]*\r\n/.test(text),
  ),
  laxer(
    ["HPE_INVALID_CONTENT_LENGTH", "HPE_INVALID_TRANSFER_ENCODING", "HPE_UNEXPECTED_CONTENT_LENGTH"],
    "how the body is framed is looked at once the head is whole",
    `${get}Content-Length: -1\r\n`,
    ({ ours }) => ours.is === "open",
  ),
  {
    why:
      "a tab after a value is white space like any other (RFC 9110 5.6.3): llhttp takes it for a part of a coding or length",
    example: `${ok}Transfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n`,
    holds: ({ text }) => /(transfer-encoding: *chunked|content-length:[ \t]*\d+) *\t/i.test(text),
  },
  {
    why: "Upgrade is passed over (RFC 9110 7.8), where llhttp hands the connection on",
    example: `${get}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n${get}\r\n`,
    holds: ({ theirs, text }) => theirs.is === "upgrade" && /upgrade|CONNECT/i.test(text),
  },
  {
    why: "the connection after the response to HEAD stays open though no length is given: there is no body",
    method: "HEAD",
    example: `${ok}\r\n`,
    holds: ({ given, ours, theirs }) =>
      given.method === "HEAD" && given.kind === "response" && areSameBut("keepAlive", ours, theirs),
  },
  {
    why: "Proxy-Connection is no field of HTTP/1.1 and is passed over (RFC 9112 C.2.2)",
    example: `${get}Proxy-Connection: close\r\n\r\n`,
    holds: ({ ours, theirs, text }) =>
      /Proxy-Connection/i.test(text) && areSameBut("keepAlive", ours, theirs),
  },
  {
    why: "the connection ends after CONNECT, since bytes of the tunnel may follow (RFC 9110 9.3.6)",
    example: "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    holds: ({ ours, theirs, text }) => /CONNECT /.test(text) && areSameBut("keepAlive", ours, theirs),
  },
  {
    why: "the connection ends after a chunked response of HTTP/1.0 (RFC 9112 6.1)",
    example: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    holds: ({ ours, theirs, text }) => /HTTP\/1\.0/.test(text) && areSameBut("keepAlive", ours, theirs),
  },
  {
    why: "an interim response says nothing of the connection, since the final one follows it (RFC 9110 15.2)",
    example: "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n",
    holds: ({ ours, theirs }) =>
      ours.is === "read" && /^1\d\d /.test(ours.message.start) && areSameBut("keepAlive", ours, theirs),
  },
  {
    why: "no interim response has a body (RFC 9112 6.3): llhttp reads one where it does not know the status",
    example: "HTTP/1.1 199 OK\r\nContent-Length: 3\r\n\r\nabc",
    holds: ({ ours }) => ours.is === "read" && /^1\d\d /.test(ours.message.start),
  },
];

function areSameBut(key: keyof ReadMessage, ours: Verdict, theirs: Verdict): boolean {
  return ours.is === "read" && theirs.is === "read" &&
    isDeepStrictEqual({ ...ours.message, [key]: undefined }, { ...theirs.message, [key]: undefined });
}

function verdictAt(read: ReadMessages, index: number): Verdict {
  const message = read.messages[index];
  if (message !== undefined) return { is: "read", message };
  if (read.end === "refused") return { is: "refused", code: read.code! };
  return { is: read.end === "upgrade" ? "upgrade" : "open" };
}

function findDifference(given: GeneratedBytes): Difference | undefined {
  const ours = readWithWire(given.kind, [given.bytes], given.method);
  const theirs = readWithLlhttp(given.kind, given.bytes, given.method);
  for (let index = 0;; index++) {
    const [our, their] = [verdictAt(ours, index), verdictAt(theirs, index)];
    if (our.is === their.is && our.is !== "read") return undefined;
    // Both found the message that closes the connection; whatever follows it is never looked at.
    if (ours.end === "closed" && our.is === "open") return undefined;
    if (isDeepStrictEqual(our, their)) continue;
    return { given, text: Buffer.from(given.bytes).toString("latin1"), ours: our, theirs: their };
  }
}

describe("The wire and llhttp", () => {
  test("accept and refuse the same connections, and read the same, but for the known differences", {
    timeout: fuzzTimeoutMs,
  }, () => {
    const unknown: unknown[] = [];
    let agreed = 0;
    for (const seed of fuzzSeeds(20_000)) {
      const given = generateMessages(createRandom(seed));
      const difference = findDifference(given);
      if (difference === undefined) agreed++;
      else if (!known.some((entry) => entry.holds(difference))) {
        unknown.push([seed, given.kind, given.method, difference.text, difference.ours, difference.theirs]);
      }
      if (unknown.length > 9) break;
    }
    assertEquals(unknown, []);
    assert(agreed > 10_000);
  });

  for (const entry of known) {
    const kind = entry.example.trimStart().startsWith("HTTP") ? "response" : "request";
    test(`differ in a ${kind}: ${entry.why}`, () => {
      const bytes = Buffer.from(entry.example, "latin1");
      const difference = findDifference({ kind, method: entry.method ?? "GET", bytes });
      const isGone = entry.lastVersion !== undefined && version > entry.lastVersion;
      assertEquals(difference !== undefined && entry.holds(difference), !isGone, JSON.stringify(difference));
    });
  }
});
