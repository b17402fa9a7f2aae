import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ApiClient, DescribedEndpoint } from "../../support/api_client.ts";
import { openApi } from "../../support/api_setup.ts";

const roles = ["viewer", "manager", "owner"];
/** No bot, no consumer and no record has these: what passes ends in 404, or in 400 for its missing body. */
const unknownBot = 987_654;
const unknown: Readonly<Record<string, string>> = {
  bot: String(unknownBot),
  name: "unknown",
  id: "999999",
  chat: "-1001",
  message: "1",
  user: "1",
  file: "BQAC",
  photo: "A".repeat(22),
  backup: "1999-01-01T00-00-00.000Z",
};

function fill(path: string, values: Readonly<Record<string, string>> = unknown): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name];
    assert(value !== undefined, `Nothing is known of {${name}} in ${path}`);
    return value;
  });
}

async function statusOf(
  api: ApiClient,
  { method, path }: DescribedEndpoint,
  values = unknown,
): Promise<number> {
  return (await api.call(method, fill(path, values))).status;
}

describe("the management API", () => {
  test("answers 401 to every call without valid credentials", async () => {
    await using setup = await openApi();
    const { endpoints } = setup.api.document;
    assert(endpoints.length >= 15);
    for (const endpoint of endpoints.filter(({ role }) => role !== "nobody")) {
      for (const key of [undefined, "", "bmx_" + "x".repeat(43), setup.upstream.bot.token]) {
        const answer = await setup.api.as(key).call(endpoint.method, fill(endpoint.path));
        assertEquals(answer.status, 401, `${endpoint.id} with ${key}`);
        assert(answer.headers.get("www-authenticate")?.startsWith("Bearer"));
      }
    }
  });

  test("lets each role call what it covers, and answers 403 to the rest", async () => {
    await using setup = await openApi();
    for (const role of roles) {
      const api = await setup.withRole(role);
      for (const endpoint of setup.api.document.endpoints) {
        const isCovered = roles.indexOf(role) >= roles.indexOf(endpoint.role) && !endpoint.isForOperators;
        const status = await statusOf(api, endpoint);
        assertEquals(status === 403, !isCovered, `${role} calls ${endpoint.id}: ${status}`);
      }
    }
  });

  test("lets signed-in operators call endpoints for people, and refuses scripts", async () => {
    await using setup = await openApi();
    const endpoints = setup.api.document.endpoints.filter(({ isForOperators }) => isForOperators);
    assert(endpoints.length >= 5);
    for (const role of roles) {
      const credentials = { name: role, password: "correct horse" };
      await setup.api.done("POST", "/operators", { ...credentials, role });
      const script = await setup.withRole(role);
      const person = await setup.api.signIn(credentials);
      for (const endpoint of endpoints) {
        assertEquals(await statusOf(script, endpoint), 403, `a script of a ${role} calls ${endpoint.id}`);
        const status = await statusOf(person, endpoint);
        // The call before may have ended the session.
        if (status === 401) assertEquals((await person.get("/me")).status, 401);
        else assert(status !== 403, `a ${role} calls ${endpoint.id}: ${status}`);
      }
    }
  });

  test("reveals nothing about other bots to a viewer of one", async () => {
    await using setup = await openApi();
    const { sandbox } = setup.upstream;
    const other = sandbox.addBot({ username: "hidden_bot", name: "Hidden away" });
    await setup.api.done("POST", "/bots", { token: other.token });
    const tag = { name: "hidden tag", color: "red" };
    const { id } = await setup.api.done("POST", `/bots/${other.id}/tags`, tag);
    await setup.api.done("PUT", `/bots/${other.id}/users/${setup.upstream.user}/tags/${id}`);
    await setup.api.done("POST", `/bots/${other.id}/users/${setup.upstream.user}/notes`, { text: "hidden" });
    const viewer = await setup.withRole("viewer", [setup.bot]);
    const own = {
      ...unknown,
      bot: String(setup.bot),
      name: "default",
      id: String(id),
      chat: String(setup.upstream.group),
      user: String(setup.upstream.user),
    };
    const read = setup.api.document.endpoints.filter(({ method, path }) =>
      method === "GET" && path !== "/events"
    );
    for (const { id, path } of read) {
      const { status, body } = await viewer.get(fill(path, own));
      const text = JSON.stringify(body ?? "");
      assert(!/hidden/i.test(text) && !text.includes(String(other.id)), `${id} tells ${status} ${text}`);
    }
  });

  test("answers for a hidden bot exactly as for one that does not exist", async () => {
    await using setup = await openApi();
    const hidden = { ...unknown, bot: String(setup.bot), name: "default" };
    const absent = { ...unknown, name: "default" };
    for (const role of ["viewer", "manager"]) {
      const api = await setup.withRole(role, [1]);
      for (const endpoint of setup.api.document.endpoints.filter(({ path }) => path.includes("{bot}"))) {
        const [left, right] = await Promise.all(
          [hidden, absent].map((values) => api.call(endpoint.method, fill(endpoint.path, values))),
        );
        assertEquals(
          [left?.status, left?.body],
          [right?.status, right?.body],
          `${role} calls ${endpoint.id}`,
        );
      }
      assertEquals((await api.done("GET", "/bots")).items, []);
    }
  });

  test("answers 405 with the allowed methods to another method of a known path", async () => {
    await using setup = await openApi();
    const { endpoints } = setup.api.document;
    const paths = Map.groupBy(endpoints, ({ path }) => path);
    for (const [path, described] of paths) {
      const methods = described.flatMap(({ method }) => method === "GET" ? ["GET", "HEAD"] : [method]);
      const { status, headers } = await setup.api.call("OPTIONS", fill(path));
      const allowed = headers.get("allow")?.split(", ") ?? [];
      assertEquals([status, allowed.sort()], [405, methods.sort()], path);
    }
    assert(paths.size > 50);
  });

  test("keeps its responses out of caches", async () => {
    await using setup = await openApi();
    for (const answer of [await setup.api.get("/bots"), await setup.api.get("/bots/1")]) {
      assertEquals(answer.headers.get("cache-control"), "no-store");
      assertEquals(answer.headers.get("x-content-type-options"), "nosniff");
    }
  });
});

describe("API keys", () => {
  test("are shown once, and work until they are revoked", async () => {
    await using setup = await openApi();
    const made = await setup.api.done("POST", "/api-keys", { label: "backup", role: "viewer" });
    const script = setup.api.as(made.key);
    assertEquals((await script.get("/bots")).status, 200);
    const { items } = await setup.api.done("GET", "/api-keys");
    assertEquals(items.map(({ label }: { label: string }) => label), ["From the settings", "backup"]);
    assert(!JSON.stringify(items).includes(made.key));
    assert(items[1].last_used_at !== null);
    await setup.api.done("DELETE", `/api-keys/${made.id}`);
    assertEquals((await script.get("/bots")).status, 401);
  });

  test("stop working when they expire", async () => {
    await using setup = await openApi();
    const input = { label: "", role: "viewer", expires_at: "2001-01-01T00:00:00Z" };
    const { key } = await setup.api.done("POST", "/api-keys", input);
    assertEquals((await setup.api.as(key).get("/bots")).status, 401);
  });

  test("from the settings can be removed only through the settings", async () => {
    await using setup = await openApi();
    const { items: [seeded] } = await setup.api.done("GET", "/api-keys");
    assertEquals(seeded.is_from_settings, true);
    assertEquals((await setup.api.delete(`/api-keys/${seeded.id}`)).status, 409);
  });

  test("of owners have access to all bots", async () => {
    await using setup = await openApi();
    const answer = await setup.api.post("/api-keys", { label: "", role: "owner", bots: [setup.bot] });
    assertEquals([answer.status, answer.body.errors[0].pointer], [409, "#/bots"]);
  });
});
