import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";

interface Entry {
  readonly id: number;
  readonly action: string;
  readonly actor: { readonly name: string };
}

async function exported(setup: ApiSetup, query = ""): Promise<Entry[]> {
  const { body } = await setup.api.get(`/audit/export${query}`);
  return String(body ?? "").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

describe("the export of the audit log", () => {
  test("contains every entry once, as in the list, newest first", async () => {
    await using setup = await openApi();
    for (let count = 0; count < 1_100; count++) await setup.api.delete("/api-keys/999999");
    const entries = await exported(setup);
    assertEquals(entries.length, 1_100);
    const { items } = await setup.api.done("GET", `/audit?limit=200&before=${entries[0]!.id + 1}`);
    assertEquals(entries.slice(0, 200), items);
    const ids = entries.map(({ id }) => id);
    assertEquals(ids, [...new Set(ids)].sort((left, right) => right - left));
  });

  test("takes the same filters as the list", async () => {
    await using setup = await openApi();
    await setup.api.done("POST", "/api-keys", { label: "a", role: "viewer" });
    await setup.api.delete("/api-keys/999999");
    const actions = async (query: string) => (await exported(setup, query)).map(({ action }) => action);
    assertEquals(await actions("?action=addApiKey"), ["addApiKey"]);
    assertEquals(await actions("?since=2999-01-01T00:00:00Z"), []);
    assertEquals(await actions("?actor_kind=nobody"), []);
    assertEquals((await setup.api.get("/audit/export?limit=5")).status, 400);
    assertEquals((await setup.api.get("/audit/export?since=2027-02-30T00:00:00Z")).status, 400);
  });

  test("is sent as a file, and audited itself, refused or not", async () => {
    await using setup = await openApi();
    const { headers } = await setup.api.get("/audit/export");
    assertEquals(headers.get("content-type"), "application/jsonl");
    assertMatch(headers.get("content-disposition") ?? "", /^attachment; filename="audit\.jsonl"$/);
    const manager = await setup.withRole("manager");
    assertEquals((await manager.get("/audit/export")).status, 403);
    const { items } = await setup.api.done("GET", "/audit?action=exportAudit");
    assertEquals(
      items.map(({ actor, status }: Entry & { status: number }) => [actor.name, status]),
      [["manager", 403], ["From the settings", 200]],
    );
  });
});
