import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { WebhookInfo } from "../../src/upstream/calls.ts";
import { WebhookWatch } from "../../src/upstream/webhook_watch.ts";

/** When the webhook was set, in seconds. */
const setSec = 1_790_000_000;

function info(changes: Partial<WebhookInfo> = {}): WebhookInfo {
  return {
    url: "https://mux.example/",
    hasCertificate: false,
    pending: 0,
    maxConnections: 40,
    allowedUpdates: "default",
    lastErrorDateSec: 0,
    lastErrorMessage: "",
    ...changes,
  };
}

function failed(atSec: number, changes: Partial<WebhookInfo> = {}): WebhookInfo {
  return info({ lastErrorDateSec: atSec, lastErrorMessage: "Connection refused", ...changes });
}

describe("WebhookWatch", () => {
  test("reports no trouble while upstream reports no error", () => {
    const watch = new WebhookWatch(setSec * 1000);
    for (let round = 0; round < 5; round++) assertEquals(watch.look(info()), undefined);
  });

  test("an error since the webhook was set is trouble", () => {
    assertEquals(new WebhookWatch(setSec * 1000).look(failed(setSec + 5)), "Connection refused");
  });

  test("an error before the last delivery is none, and never becomes one", () => {
    const watch = new WebhookWatch(setSec * 1000);
    watch.contact((setSec + 7) * 1000);
    for (let round = 0; round < 3; round++) assertEquals(watch.look(failed(setSec + 5)), undefined);
  });

  test("another error after a delivery is trouble", () => {
    const watch = new WebhookWatch(setSec * 1000);
    watch.contact((setSec + 7) * 1000);
    watch.look(failed(setSec + 5));
    assertEquals(watch.look(failed(setSec + 90)), "Connection refused");
  });

  test("a clock that is an hour ahead of upstream's hides no error for long", () => {
    const watch = new WebhookWatch((setSec + 3600) * 1000);
    assertEquals(watch.look(failed(setSec + 5)), undefined);
    assertEquals(watch.look(failed(setSec + 60)), "Connection refused");
  });

  test("updates that wait at two looks while none arrives are trouble, though no error is told", () => {
    const watch = new WebhookWatch(setSec * 1000);
    watch.look(info({ pending: 3 }));
    assertEquals(watch.look(info({ pending: 3 })), "updates wait there and none arrives");
  });

  test("updates that wait while others arrive are none", () => {
    const watch = new WebhookWatch(setSec * 1000);
    for (let round = 0; round < 3; round++) {
      watch.contact((setSec + 60 * round) * 1000);
      assertEquals(watch.look(info({ pending: 3 })), undefined);
    }
  });
});
