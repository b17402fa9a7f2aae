import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { securityTxt } from "../../src/http/security_txt.ts";
import { openApi } from "../support/api_setup.ts";
import { ManualClock } from "../support/manual_clock.ts";

const path = "/.well-known/security.txt";

/** The fields of a security.txt file, names in lower case. Comments are none of them. */
function fieldsOf(text: string): [name: string, value: string][] {
  return text.split("\r\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [, name = "", value = ""] = /^([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    return [name.toLowerCase(), value];
  });
}

describe("security.txt", () => {
  test("names the contact, expiry, languages and its own URL", async () => {
    const clock = new ManualClock();
    await using setup = await openApi({
      clock,
      securityContact: "security@botmux.example",
      publicUrl: "https://botmux.example/",
    });
    const response = await fetch(setup.served.url + path);
    assertEquals([response.status, response.headers.get("content-type")], [200, "text/plain; charset=utf-8"]);
    const fields = fieldsOf(await response.text());
    const expires = fields.find(([name]) => name === "expires")?.[1] ?? "";
    assertEquals(fields, [
      ["contact", "mailto:security@botmux.example"],
      ["expires", expires],
      ["preferred-languages", "en, ru"],
      ["canonical", `https://botmux.example${path}`],
    ]);
    const leftMs = Date.parse(expires) - clock.now();
    assertEquals([/^\d{4}-\d\d-\d\dT00:00:00Z$/.test(expires), leftMs > 0, leftMs < 365 * 86_400_000], [
      true,
      true,
      true,
    ]);
    const head = await fetch(setup.served.url + path, { method: "HEAD" });
    assertEquals([head.status, await head.text()], [200, ""]);
  });

  test("expires in the future whenever it is read", () => {
    for (const at of ["2026-12-31T23:59:59.999Z", "2028-02-29T00:00:00Z", "1970-01-01T00:00:00Z"]) {
      const nowMs = Date.parse(at);
      const expires = /^Expires: (.*)\r$/m.exec(securityTxt({ contact: "tel:+1" }, nowMs))?.[1] ?? "";
      const days = (Date.parse(expires) - nowMs) / 86_400_000;
      assertEquals([days > 89, days <= 90], [true, true], expires);
    }
  });

  test("omits its own URL when that is unknown or not HTTPS", () => {
    for (const publicUrl of [undefined, "http://botmux.example"]) {
      const fields = fieldsOf(securityTxt({ contact: "https://botmux.example/security", publicUrl }, 0));
      assertEquals(fields.map(([name]) => name), ["contact", "expires", "preferred-languages"]);
    }
  });

  test("is absent without a contact", async () => {
    await using setup = await openApi({ publicUrl: "https://botmux.example" });
    const response = await fetch(setup.served.url + path);
    await response.body?.cancel();
    assertEquals(response.status, 404);
  });
});
