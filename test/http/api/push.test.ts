import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { type Backend, startBackend } from "../../support/backend.ts";
import { until } from "../../support/until.ts";

/** Adds a consumer that pushes to a backend and gives up after the first try. */
async function addPush(setup: ApiSetup, backend: Backend, push: object = {}): Promise<string> {
  const path = `/bots/${setup.bot}/consumers`;
  await setup.api.done("POST", path, {
    name: "shop",
    push: { urls: [`${backend.url}/hook`], attempts: 1, ...push },
  });
  return `${path}/shop`;
}

async function deadPositions(setup: ApiSetup, path: string, query = ""): Promise<number[]> {
  const { items } = await setup.api.done("GET", `${path}/dead-letters${query}`);
  return items.map(({ position }: { position: number }) => position);
}

describe("pushing in the management API", () => {
  test("shows the status of each target", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    setup.start();
    const path = await addPush(setup, backend);
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", `${path}/push`)).delivered === 1);
    const health = await setup.api.done("GET", `${path}/push`);
    const [target] = health.targets;
    assertEquals([health.is_running, health.failed, health.last_error], [true, 0, null]);
    assertEquals([target.origin, target.last_status, target.failures_in_a_row], [backend.url, 200, 0]);
    assert(target.latency_ms.p50 > 0 && target.last_success !== null);
  });

  test("keeps the delivery count when the target changes", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    await setup.start();
    const path = await addPush(setup, backend);
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", path)).delivered === 1);
    await setup.api.done("PATCH", path, { push: { max_connections: 3 } });
    setup.speak("two");
    await until(async () => (await setup.api.done("GET", `${path}/push`)).delivered === 1);
    assertEquals((await setup.api.done("GET", path)).delivered, 2);
  });

  test("shows the last error, and that a consumer is disabled", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    backend.answer = () => ({ status: 500, reason: "Broken" });
    setup.start();
    const path = await addPush(setup, backend);
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", `${path}/push`)).dead === 1);
    const health = await setup.api.done("GET", `${path}/push`);
    assertEquals([health.last_error, health.last_error_code], [
      "Wrong response from the webhook: 500 Broken",
      "push_wrong_status",
    ]);
    const russian = await setup.api.call("GET", `${path}/push`, undefined, {
      headers: { "accept-language": "ru" },
    });
    assertEquals(russian.body.last_error, "Вебхук ответил 500 Broken");
    const [letter] = (await setup.api.done("GET", `${path}/dead-letters`)).items;
    assertEquals([letter.last_error, letter.last_error_code], [health.last_error, "push_wrong_status"]);
    await setup.api.done("PATCH", path, { disabled: true });
    const off = await setup.api.done("GET", `${path}/push`);
    assertEquals([off.is_running, off.disabled, off.disabled_code, off.disabled_reason, off.targets], [
      false,
      true,
      "disabled_by_api",
      "Disabled through the management API",
      [],
    ]);
  });

  test("a disabled consumer gets nothing until it is enabled, then all", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    setup.start();
    const path = await addPush(setup, backend);
    await setup.api.done("PATCH", path, { disabled: true });
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", path)).lag === 1);
    assertEquals(backend.posts.length, 0);
    await setup.api.done("PATCH", path, { disabled: false });
    await until(() => backend.posts.length === 1);
  });

  test("a consumer that is moved back is pushed everything from there again", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    setup.start();
    const path = await addPush(setup, backend);
    for (const text of ["one", "two"]) setup.speak(text);
    await until(() => backend.posts.length === 2);
    await setup.api.done("POST", `${path}/move`, { to: "all" });
    await until(() => backend.posts.length === 4);
    assertEquals(backend.ids.slice(2), backend.ids.slice(0, 2));
    await until(async () => (await setup.api.done("GET", path)).lag === 0);
  });

  test("check reports which URLs are unreachable, and sends no update", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    setup.start();
    const path = await addPush(setup, backend, { urls: [backend.url, "http://127.0.0.1:9"] });
    const { targets } = await setup.api.done("POST", `${path}/check`);
    assertEquals(targets[0], { origin: backend.url, error: null, code: null });
    assertEquals(targets[1].origin, "http://127.0.0.1:9");
    assertEquals(targets[1].code, "connection_refused");
    assert(targets[1].error.length > 5);
    // The backend may hear of the connection a moment after it stands.
    await until(() => backend.connections === 1);
    assertEquals(backend.posts.length, 0);
  });

  test("check retries waiting updates at once", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    backend.answer = () => ({ status: 500, headers: { "retry-after": "3600" } });
    setup.start();
    const path = await addPush(setup, backend, { attempts: null });
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", `${path}/push`)).next_attempt !== null);
    backend.answer = () => 200;
    await setup.api.done("POST", `${path}/check`);
    await until(async () => (await setup.api.done("GET", `${path}/push`)).delivered === 1);
  });

  test("dead letters are listed by position and redelivered, all or some", async () => {
    await using setup = await openApi();
    await using backend = await startBackend();
    backend.answer = () => 400;
    setup.start();
    const path = await addPush(setup, backend);
    for (const text of ["one", "two", "three"]) setup.speak(text);
    await until(async () => (await deadPositions(setup, path)).length === 3);
    const [first = 0, second = 0, third = 0] = await deadPositions(setup, path);
    assertEquals(await deadPositions(setup, path, `?limit=1&after=${first}`), [second]);
    backend.answer = () => 200;
    const some = await setup.api.done("POST", `${path}/dead-letters/redeliver`, { positions: [second, 1] });
    assertEquals(some, { count: 1, next: null });
    await until(async () => (await deadPositions(setup, path)).length === 2);
    assertEquals(await deadPositions(setup, path), [first, third]);
    assertEquals((await setup.api.done("POST", `${path}/dead-letters/redeliver`)).count, 2);
    await until(async () => (await deadPositions(setup, path)).length === 0);
    assertEquals(backend.ids.slice(3), [second, first, third]);
  });

  test("a polling consumer has no push status, check or dead letters", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers/default`;
    assertEquals((await setup.api.get(`${path}/push`)).status, 404);
    assertEquals((await setup.api.post(`${path}/check`)).status, 409);
    assertEquals((await setup.api.post(`${path}/dead-letters/redeliver`)).status, 409);
  });
});
