import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { openAccounts } from "../../../src/storage/open_accounts.ts";
import { openRegistryStore } from "../../../src/storage/open_registry.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { type ApiClient, toCookie } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { openConversation } from "../../support/archived_conversation.ts";
import { cheapHash } from "../../support/cheap_hash.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/until.ts";
import { openDatabase } from "../../support/this_driver.ts";

const password = "correct horse";

/** What one stream says, until it ends. */
interface Heard {
  readonly begun: Promise<void>;
  readonly ended: Promise<string>;
}

async function listen(setup: ApiSetup, path: string, credentials: Record<string, string>): Promise<Heard> {
  const response = await fetch(`${setup.served.url}/api/v1${path}`, { headers: credentials });
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  const begun = Promise.withResolvers<void>();
  const read = async () => {
    let text = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      begun.resolve();
    }
    return text;
  };
  return { begun: begun.promise, ended: read() };
}

/** Every stream of somebody, each of which has begun. */
async function listenToAll(setup: ApiSetup, credentials: Record<string, string>): Promise<Heard[]> {
  const heard = await Promise.all(["/events", "/tail"].map((path) => listen(setup, path, credentials)));
  await Promise.all(heard.map(({ begun }) => begun));
  return heard;
}

/** An operator who is signed in, and their own calls. */
async function signIn(
  setup: ApiSetup,
  name: string,
): Promise<{ id: number; cookie: string; own: ApiClient }> {
  const { id } = await setup.api.done("POST", "/operators", {
    name,
    password,
    role: "manager",
    bots: [setup.bot],
  });
  const cookie = toCookie(await setup.api.as(undefined).post("/sign-in", { name, password }));
  return { id, cookie, own: setup.api.asBrowser(cookie) };
}

type Change = (api: ApiClient, id: number, own: ApiClient) => Promise<unknown>;

const changes: [what: string, change: Change][] = [
  ["an owner ends their sessions", (api, id) => api.done("DELETE", `/operators/${id}/sessions`)],
  ["an owner removes them", (api, id) => api.done("DELETE", `/operators/${id}`)],
  [
    "an owner sets their password",
    (api, id) => api.done("PATCH", `/operators/${id}`, { password: "another horse battery" }),
  ],
  ["their role becomes a lower one", (api, id) => api.done("PATCH", `/operators/${id}`, { role: "viewer" })],
  ["their bots are taken away", (api, id) => api.done("PATCH", `/operators/${id}`, { bots: [1] })],
  ["they sign out", (_, __, own) => own.done("POST", "/sign-out")],
  ["they end the session", async (_, __, own) => {
    const { items } = await own.done("GET", "/sessions");
    await own.done("DELETE", `/sessions/${items[0].id}`);
  }],
];

describe("streams of an operator", () => {
  for (const [what, change] of changes) {
    test(`end at once when ${what}`, async () => {
      // No time passes: nothing but the change itself ends them.
      await using setup = await openApi({ clock: new ManualClock() });
      const { id, cookie, own } = await signIn(setup, "ada");
      const heard = await listenToAll(setup, { cookie });
      await change(setup.api, id, own);
      for (const { ended } of heard) assert(!(await ended).includes("event: updates"));
    });
  }

  test("continue when another session ends, and when they gain rights", async () => {
    await using setup = await openApi({ clock: new ManualClock() });
    const { id, cookie } = await signIn(setup, "ada");
    const other = await signIn(setup, "bob");
    const heard = await listenToAll(setup, { cookie });
    await setup.api.done("DELETE", `/operators/${other.id}`);
    await setup.api.done("PATCH", `/operators/${id}`, { role: "owner" });
    const ended = Promise.race(heard.map(({ ended }) => ended.then(() => "ended")));
    assertEquals(await Promise.race([ended, setup.api.done("GET", "/me").then(() => "open")]), "open");
    await setup.served.botmux.close();
  });

  test("end when another process revokes the access", async () => {
    await using setup = await openApi();
    const { id, cookie } = await signIn(setup, "ada");
    const heard = await listenToAll(setup, { cookie });
    const { database, close } = openRegistryStore(openDatabase, setup.served.dataDir);
    await openAccounts(database, systemClock, { passwordCost: cheapHash }).operators.remove(id);
    close();
    await Promise.all(heard.map(({ ended }) => ended));
  });
});

describe("streams of an API key", () => {
  test("end at once when it is revoked", async () => {
    await using setup = await openApi({ clock: new ManualClock() });
    const { key, id } = await setup.api.done("POST", "/api-keys", { label: "script", role: "viewer" });
    const heard = await listenToAll(setup, { authorization: `Bearer ${key}` });
    await setup.api.done("DELETE", `/api-keys/${id}`);
    await Promise.all(heard.map(({ ended }) => ended));
  });
});

describe("an export", () => {
  test("breaks off when the key that asked for it is revoked", async () => {
    await using talk = await openConversation();
    const { setup } = talk;
    for (let index = 1; index <= 600; index++) setup.speak(`line ${index}`);
    await talk.archived("line 600");
    const { key, id } = await setup.api.done("POST", "/api-keys", { label: "script", role: "viewer" });
    const request = new Request(`${setup.served.url}/api/v1${talk.chat}/export`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const response = await setup.served.botmux.fetch(request, "127.0.0.1");
    const reader = response.body!.getReader();
    assertEquals((await reader.read()).done, false);
    await setup.api.done("DELETE", `/api-keys/${id}`);
    await assertRejects(() => reader.read(), Error, "revoked");
  });
});

describe("a waiting getUpdates call", () => {
  test("ends without updates when its access token is revoked", async () => {
    await using setup = await openApi();
    setup.start();
    await setup.served.ready();
    const path = `/bots/${setup.bot}/tokens`;
    const { token, id } = await setup.api.done("POST", path, { consumer: "default" });
    const url = `${setup.served.url}/bot${token}/getUpdates?timeout=50`;
    const waiting = fetch(url).then((response) => response.json());
    await until(async () =>
      (await (await fetch(`${setup.served.url}/metrics`)).text()).includes("waiting_polls 1")
    );
    await setup.api.done("DELETE", `${path}/${id}`);
    assertEquals(await waiting, { ok: true, result: [] });
    const again = await fetch(url);
    await again.body?.cancel();
    assertEquals(again.status, 401);
  });
});
