import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { catalogue } from "../../src/faults/catalogue.ts";
import type { FaultRow } from "../../src/faults/fault_row.ts";
import { fault, messageOf } from "../../src/faults/fault.ts";
import { faults as russian } from "../../src/ui/translations/ru/faults.ts";

const rows: readonly (readonly [string, FaultRow])[] = Object.entries(catalogue);

function gapsOf(message: string): string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
}

describe("The catalogue of faults", () => {
  test("has a status for every refusal and none for a field", () => {
    const odd = rows.filter(([code, { status }]) => code.startsWith("field_") !== (status === undefined));
    assertEquals(odd, []);
    assert(rows.every(([, { status = 400 }]) => status >= 400 && status < 600));
  });

  test("says each thing in at most two sentences, those of requests with a full stop", () => {
    for (const [code, { message, status }] of rows) {
      if (message === "" || message === "{said}") continue;
      assert(message.split(/(?<=[.])\s+(?=[A-Z])/).length <= 2, code);
      assert(status === undefined ? !message.endsWith(".") : message.endsWith("."), code);
    }
  });

  test("has codes in snake case", () => {
    assertEquals(
      rows.filter(([code]) =>
        !/^[a-z]+(_[a-z]+)+$/.test(code) && code !== "conflict" &&
        code !== "rejected" && code !== "unavailable" && code !== "unauthenticated"
      ),
      [],
    );
  });

  test("leaves the same gaps in Russian as in English", () => {
    for (const [code, message] of Object.entries(russian)) {
      const { message: english } = catalogue[code as keyof typeof catalogue]; // entries() forgets the keys.
      assertEquals(gapsOf(message), gapsOf(english), code);
      assertEquals(message === "", english === "", code);
    }
  });

  test("fills gaps with values as they are", () => {
    assertEquals(
      messageOf(fault("role_required", { needed: "owner", own: "$&" })),
      "This needs the role owner; yours is $&.",
    );
  });
});
