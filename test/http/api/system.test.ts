import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";

describe("/api/v1/system", () => {
  test("tells versions, memory and sizes", async () => {
    await using setup = await openApi();
    const { runtime, memory, disk, bots } = await setup.api.done("GET", "/system");
    assertEquals([runtime.name, bots], ["Bun" in globalThis ? "bun" : "deno", 1]);
    assert(memory.resident_bytes > 1e6 && disk.journal_bytes > 1000 && disk.database_bytes > 1000);
  });

  test("is not for who may know some bots only", async () => {
    await using setup = await openApi();
    const viewer = await setup.withRole("viewer", [setup.bot]);
    assertEquals((await viewer.get("/system")).status, 403);
  });
});

describe("/api/v1/backups", () => {
  test("makes a backup and lists it", async () => {
    await using setup = await openApi();
    const made = await setup.api.done("POST", "/backups");
    assert(made.bytes > 1000);
    assertEquals((await setup.api.done("GET", "/backups")).items, [made]);
  });
});
