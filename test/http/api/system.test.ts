import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";
import { until } from "../../support/until.ts";

describe("/api/v1/system", () => {
  test("reports versions, memory and sizes", async () => {
    await using setup = await openApi();
    const { runtime, memory, disk, bots } = await setup.api.done("GET", "/system");
    assertEquals([runtime.name, bots], ["Bun" in globalThis ? "bun" : "deno", 1]);
    assert(memory.resident_bytes > 1e6 && disk.journal_bytes > 1000 && disk.database_bytes > 1000);
  });

  test("is refused to operators limited to some bots", async () => {
    await using setup = await openApi();
    const viewer = await setup.withRole("viewer", [setup.bot]);
    assertEquals((await viewer.get("/system")).status, 403);
  });
});

describe("/api/v1/backups", () => {
  test("creates a backup and lists it", async () => {
    await using setup = await openApi();
    const made = await setup.api.done("POST", "/backups");
    assert(made.bytes > 1000 && made.state === "complete");
    assertEquals((await setup.api.done("GET", "/backups")).items, [made]);
  });

  test("lists a backup in progress, and cancels it", async () => {
    await using setup = await openApi();
    const making = setup.api.post("/backups");
    await until(async () => (await setup.api.done("GET", "/backups")).items.length === 1);
    const { items: [{ name, state }] } = await setup.api.done("GET", "/backups");
    // It may be complete by now, and is taken away then.
    assert(["running", "complete"].includes(state));
    await setup.api.done("DELETE", `/backups/${name}`);
    const { status, body } = await making;
    assert(status === 201 || (status === 503 && body.code === "backup_cancelled"));
    assertEquals((await setup.api.done("GET", "/backups")).items, []);
  });

  test("removes only the named backup", async () => {
    await using setup = await openApi();
    const { name } = await setup.api.done("POST", "/backups");
    const absent = name.replace(/^..../, "1999");
    assertEquals((await setup.api.delete(`/backups/${absent}`)).status, 404);
    assertEquals((await setup.api.delete("/backups/..%2Fbackups")).status, 404);
    assertEquals((await setup.api.done("GET", "/backups")).items.length, 1);
    await setup.api.done("DELETE", `/backups/${name}`);
    assertEquals((await setup.api.done("GET", "/backups")).items, []);
  });
});
