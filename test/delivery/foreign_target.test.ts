import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { showWebhookInfo } from "../../src/delivery/foreign_target.ts";
import { createPushTarget } from "../support/records.ts";

const url = "https://user:password@hook.example:8443/secret?path=1";
const info = { url, pending_update_count: 3 };

function shownUrl(setBy: number | undefined, askedBy: number | undefined): unknown {
  return showWebhookInfo(info, createPushTarget({ urls: [url], accessTokenId: setBy }), askedBy).url;
}

describe("showWebhookInfo()", () => {
  test("shows the real token the full URL, whichever token set it", () => {
    assertEquals([shownUrl(undefined, undefined), shownUrl(7, undefined)], [url, url]);
  });

  test("shows an access token the URL that was set with it", () => {
    assertEquals(shownUrl(7, 7), url);
  });

  test("shows an access token only the origin of a URL that another token set", () => {
    assertEquals([shownUrl(undefined, 7), shownUrl(8, 7)], [
      "https://hook.example:8443",
      "https://hook.example:8443",
    ]);
  });

  test("changes nothing else, and nothing without a target", () => {
    assertEquals(showWebhookInfo({ url: "" }, undefined, 7), { url: "" });
    assertEquals(showWebhookInfo(info, createPushTarget({ urls: [url] }), 7).pending_update_count, 3);
  });
});
