import { describe, test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { Parameters } from "../../src/telegram/parameters.ts";
import { readWebhookParameters } from "../../src/tgapi/door/webhook_parameters.ts";

function read(values: Readonly<Record<string, string>>, certificateBytes = -1, field = "certificate") {
  const parameters = new Parameters();
  for (const [name, value] of Object.entries(values)) parameters.add(name, value);
  if (certificateBytes >= 0) {
    const bytes = new Uint8Array(certificateBytes);
    parameters.files.set(field, { filename: "c.pem", contentType: "", bytes });
  }
  return readWebhookParameters(parameters);
}

describe("readWebhookParameters()", () => {
  const urls: [given: string, expected: string][] = [
    ["https://example.org/hook?a=b#c", "https://example.org/hook?a=b#c"],
    ["http://backend:3000", "http://backend:3000"],
    ["http://127.0.0.1:1/x", "http://127.0.0.1:1/x"],
    ["http://[::1]:65535/", "http://[::1]:65535/"],
    ["HTTPS://user:password@example.org/", "HTTPS://user:password@example.org/"],
    ["https://пример.рф/", "https://пример.рф/"],
    ["example.org:8443/x", "https://example.org:8443/x"],
    ["https://example.org/a b  ", "https://example.org/a%20b"],
    ["https://example.org/a\nb", "https://example.org/a%0Ab"],
    ["", ""],
  ];
  for (const [given, expected] of urls) {
    test(`takes ${JSON.stringify(given)} as url`, () => assertEquals(read({ url: given }).url, expected));
  }

  const refusals: [values: Record<string, string>, description: string][] = [
    [{ url: "ftp://x.example" }, "Bad Request: invalid webhook URL specified"],
    [{ url: "https://" }, "Bad Request: invalid webhook URL specified"],
    [{ url: "https://x.example:0/" }, "Bad Request: invalid webhook URL specified"],
    [{ url: "https://x.example:65536/" }, "Bad Request: invalid webhook URL specified"],
    [{ url: "https://a b/" }, "Bad Request: invalid webhook URL specified"],
    [{ url: "https://x.example", secret_token: "s".repeat(257) }, "Bad Request: secret token is too long"],
    [
      { url: "https://x.example", secret_token: "a b" },
      "Bad Request: secret token contains unallowed characters",
    ],
    [
      { url: "https://x.example", ip_address: "nohost" },
      "Bad Request: bad webhook: Invalid IP address specified",
    ],
  ];
  for (const [values, description] of refusals) {
    test(`refuses ${JSON.stringify(values).slice(0, 60)}`, () => {
      const error = assertThrows(() => read(values), TelegramError);
      assertEquals([error.code, error.description], [400, description]);
    });
  }

  test("max_connections defaults to 40, and is clamped to 1 to 100000", () => {
    const given = ["", "0", "-3", "100", "100001", "abc"].map((text) => read({ max_connections: text }));
    assertEquals(given.map((webhook) => webhook.maxConnections), [40, 1, 1, 100, 100_000, 1]);
  });

  test("a certificate comes as a file of that name or of the name that attach:// says", () => {
    assertEquals(read({}, 3).certificate?.bytes.length, 3);
    assertEquals(read({ certificate: "attach://pem" }, 4, "pem").certificate?.bytes.length, 4);
    assertEquals(read({ certificate: "https://x.example/c.pem" }).certificate, undefined);
    assertEquals(read({}, 3 * 1024 * 1024).certificate?.bytes.length, 3 * 1024 * 1024);
    const error = assertThrows(() => read({}, 3 * 1024 * 1024 + 1), TelegramError);
    assertEquals(error.description, "Bad Request: certificate size is too big (3145729 bytes)");
  });

  test("the other parameters are read as everywhere", () => {
    const webhook = read({
      url: "https://x.example",
      secret_token: "a_B-9",
      ip_address: "::1",
      drop_pending_updates: " YES ",
      allowed_updates: '["Message"]',
    });
    assertEquals(webhook.secretToken, "a_B-9");
    assertEquals(webhook.ipAddress, "::1");
    assertEquals(webhook.dropPendingUpdates, true);
    assertEquals(webhook.allowedUpdates, ["message"]);
  });
});
