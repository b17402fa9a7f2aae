import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { renamed } from "../../../src/base/renamed.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";

/** The API key of an owner; the client of the tests accepts only what the OpenAPI document holds. */
async function openOld() {
  const setup = await openApi();
  const { key } = await setup.api.done("POST", "/api-keys", { label: "old", role: "owner" });
  return { setup, call: (path: string, body?: object) => post(setup, key, path, body) };
}

async function post(setup: ApiSetup, key: string, path: string, body?: object) {
  const response = await fetch(`${setup.served.url}/api/v1${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: await response.json(),
    warning: response.headers.get("warning") ?? "",
  };
}

describe("names of 0.1 in the management API", () => {
  test("POST pause and resume disable and enable a consumer, with a warning", async () => {
    const { setup, call } = await openOld();
    await using _setup = setup;
    const path = `/bots/${setup.bot}/consumers/default`;
    const paused = await call(`${path}/pause`);
    assertEquals([paused.status, paused.body.disabled, paused.body.switched_off], [
      200,
      true,
      "Disabled through the management API",
    ]);
    assertStringIncludes(paused.warning, "PATCH /bots/{bot}/consumers/{name}");
    const resumed = await call(`${path}/resume`);
    assertEquals([resumed.status, resumed.body.disabled, resumed.body.switched_off], [200, false, null]);
  });

  test("`enabled` of a new consumer means the opposite of `disabled`", async () => {
    const { setup, call } = await openOld();
    await using _setup = setup;
    const added = await call(`/bots/${setup.bot}/consumers`, { name: "a", enabled: false });
    assertEquals([added.status, added.body.disabled], [201, true]);
    assertEquals(
      added.warning,
      '299 - "\\"enabled\\" is deprecated and will be removed in the next version; use \\"disabled\\""',
    );
  });

  test("`most_members` of an invite link is `max_members`", async () => {
    const { setup, call } = await openOld();
    await using _setup = setup;
    const { status, warning } = await call(`/bots/${setup.bot}/chats/-1/invite-links`, { most_members: 5 });
    // The sandbox knows no such chat: the body was accepted.
    assertEquals(status === 400, false);
    assertStringIncludes(warning, "max_members");
  });

  test("POST departure is POST removal", async () => {
    const { setup, call } = await openOld();
    await using _setup = setup;
    const { status, body, warning } = await call(`/bots/${setup.bot}/departure`);
    assertEquals([status, body.code], [409, "bot_without_webhook"]);
    assertStringIncludes(warning, "POST /bots/{bot}/removal");
  });

  test("each replaced endpoint names one that exists", async () => {
    await using setup = await openApi();
    const document = await (await fetch(`${setup.served.url}/api/openapi.json`)).json();
    const operations: { operationId: string }[] = Object.values(document.paths).flatMap((path) =>
      Object.values(path as object)
    );
    const ids = new Set(operations.map(({ operationId }) => operationId));
    assertEquals(renamed.endpoints.filter(({ endpoint }) => !ids.has(endpoint)), []);
    assertEquals([...renamed.fields.keys()].filter((id) => !ids.has(id)), []);
  });
});
