import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";

const bob = { name: "bob", role: "viewer" };
const credentials = { name: "bob", password: "another horse battery" };

describe("/operators/{id}/password-link", () => {
  test("creates a link with which only that operator sets a password, once", async () => {
    await using setup = await openApi();
    const { api } = setup;
    const { id } = await api.done("POST", "/operators", bob);
    const { path } = await api.done("POST", `/operators/${id}/password-link`);
    const [page, token] = path.split("#");
    assertEquals(page, "/setup");
    const strangers = api.as(undefined);
    assertEquals(
      (await strangers.post("/setup", { token, ...credentials, name: "eve" })).status >= 400,
      true,
    );
    await strangers.done("POST", "/setup", { token, ...credentials });
    await strangers.done("POST", "/sign-in", credentials);
    assertEquals((await strangers.post("/setup", { token, ...credentials })).status >= 400, true);
  });

  test("requires the current password for a link of one's own", async () => {
    await using setup = await openApi();
    const { api } = setup;
    const { id } = await api.done("POST", "/operators", { ...credentials, role: "owner" });
    const browser = await api.signIn(credentials);
    const path = `/operators/${id}/password-link`;
    for (
      const [body, code] of [
        [{}, "field_missing"],
        [{ current_password: "not it at all" }, "field_password_wrong"],
      ] as const
    ) {
      const refused = await browser.call("POST", path, body);
      const [{ pointer, code: given }] = refused.body.errors;
      assertEquals([refused.status, pointer, given], [409, "#/current_password", code]);
    }
    await browser.done("POST", path, { current_password: credentials.password });
  });

  test("is for owners, and the audit log never contains the link", async () => {
    await using setup = await openApi();
    const { api } = setup;
    const { id } = await api.done("POST", "/operators", bob);
    const manager = await setup.withRole("manager");
    assertEquals((await manager.post(`/operators/${id}/password-link`)).status, 403);
    assertEquals((await api.post(`/operators/${id + 1}/password-link`)).status, 404);
    const { path } = await api.done("POST", `/operators/${id}/password-link`);
    const { items } = await api.done("GET", "/audit?action=makePasswordLink");
    assertEquals(items.map(({ status }: { status: number }) => status), [201, 404, 403]);
    assert(!JSON.stringify(items).includes(path.split("#")[1]));
  });
});

describe("/operators/{id}/sessions", () => {
  test("lists an operator's sessions, and ends them all", async () => {
    await using setup = await openApi();
    const { api } = setup;
    const { id } = await api.done("POST", "/operators", { ...bob, password: credentials.password });
    const browser = await api.signIn(credentials);
    const { items } = await api.done("GET", `/operators/${id}/sessions`);
    assertEquals(items.map(({ is_this }: { is_this: boolean }) => is_this), [false]);
    await api.done("DELETE", `/operators/${id}/sessions`);
    assertEquals((await browser.get("/me")).status, 401);
    assertEquals((await api.done("GET", `/operators/${id}/sessions`)).items, []);
  });

  test("keeps the current session of an owner who ends their own", async () => {
    await using setup = await openApi();
    const { api } = setup;
    const { id } = await api.done("POST", "/operators", { ...credentials, role: "owner" });
    const [here, elsewhere] = [await api.signIn(credentials), await api.signIn(credentials)];
    await here.done("DELETE", `/operators/${id}/sessions`);
    assertEquals([(await here.get("/me")).status, (await elsewhere.get("/me")).status], [200, 401]);
  });
});

describe("/audit", () => {
  test("separates what was done from what was refused", async () => {
    await using setup = await openApi();
    const { api } = setup;
    await api.done("POST", "/operators", bob);
    assertEquals((await api.post("/operators", bob)).status, 409);
    const statuses = async (result: string) =>
      (await api.done("GET", `/audit?action=addOperator&result=${result}`)).items.map(
        ({ status }: { status: number }) => status,
      );
    assertEquals([await statuses("done"), await statuses("refused")], [[201], [409]]);
  });
});
