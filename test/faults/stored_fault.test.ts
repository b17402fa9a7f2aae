import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type Fault, fault } from "../../src/faults/fault.ts";
import { parseFault, parseFaults, serialiseFault, serialiseFaults } from "../../src/faults/stored_fault.ts";

describe("A stored fault", () => {
  test("is restored with its code and values, nested faults included", () => {
    const cause = fault("proxy_refused", { status: 407 });
    for (
      const each of [
        fault("connection_refused"),
        fault("push_wrong_status", { status: 500, reason: "Grüße 🙂 \"'\n" }),
        fault("proxy_failed", { host: "api.telegram.org", proxy: "localhost", cause }),
      ]
    ) {
      assertEquals(parseFault(serialiseFault(each)), each);
    }
  });

  test("keeps the first 300 characters of a value", () => {
    const kept = parseFault(serialiseFault(fault("quoted", { said: "x".repeat(10_000) })));
    assertEquals(kept, fault("quoted", { said: "x".repeat(300) }));
  });

  test("that is not a fault is quoted", () => {
    let deep: unknown = fault("quoted", { said: "deep" });
    for (let level = 0; level < 5; level++) deep = { code: "upstream_unreachable", values: { cause: deep } };
    for (
      const text of [
        "Connection refused",
        "",
        "7",
        "null",
        '{"code":"connection_refused"}',
        '{"code":"of_another_version","values":{}}',
        '{"code":"toString","values":{}}',
        '{"code":"quoted","values":{"said":null}}',
        JSON.stringify(deep),
      ]
    ) {
      const expected: Fault = fault("quoted", { said: text });
      assertEquals(parseFault(text), expected, text);
    }
  });
});

describe("Stored faults", () => {
  test("are restored in order, and none as none", () => {
    const faults = [fault("routing_album_split"), fault("routing_refused", { said: "chat not found" })];
    assertEquals(parseFaults(serialiseFaults(faults)), faults);
    assertEquals([serialiseFaults([]), parseFaults("")], ["", []]);
  });

  test("that are not faults are quoted one by one", () => {
    const known = fault("routing_echo");
    assertEquals(parseFaults(JSON.stringify([known, 7])), [known, fault("quoted", { said: "7" })]);
    assertEquals(parseFaults("It was not sent"), [fault("quoted", { said: "It was not sent" })]);
  });
});
