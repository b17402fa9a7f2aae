import type { APIRequestContext } from "playwright-core";

/** Fills what the pages of operation show: colleagues, keys, changes done and refused, a backup. */
export async function fillOperations(request: APIRequestContext, url: string, botId: number): Promise<void> {
  const call = async (method: "POST" | "PATCH", path: string, data: object) => {
    await request.fetch(`${url}/api/v1${path}`, {
      method,
      data,
      headers: { "sec-fetch-site": "same-origin" },
    });
  };
  await call("POST", "/operators", {
    name: "grace",
    role: "manager",
    bots: [botId],
    telegram_user_id: 4_100_001,
  });
  await call("POST", "/operators", { name: "linus", role: "viewer", password: "another horse battery" });
  await call("POST", "/operators", { name: "linus", role: "viewer" });
  await call("POST", "/api-keys", { label: "Nightly report", role: "viewer", bots: [botId] });
  await call("POST", "/api-keys", {
    label: "Deployment <b>of</b> the \u202Enedrag bot",
    role: "manager",
    expires_at: "2030-01-31T12:00:00Z",
  });
  await call("PATCH", `/bots/${botId}/consumers/none`, { filter: {} });
  await call("POST", "/backups", {});
}
