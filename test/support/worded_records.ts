import type { ApiClient } from "./api_client.ts";
import { fit } from "./hostile_texts.ts";
import type { NextText, TalkPlace } from "./worded_talk.ts";

/** What operators keep about a bot, one of each kind, with texts of others wherever there may be one. */
export async function keepRecords(
  api: ApiClient,
  bot: number,
  { group, people }: TalkPlace,
  next: NextText,
  pushUrl: string,
): Promise<void> {
  const path = `/bots/${bot}`;
  const [user = 0] = people;
  await api.done("POST", `${path}/consumers`, { name: `program-${"w".repeat(56)}`, start: "all" });
  await api.done("POST", `${path}/consumers`, {
    name: "webhook",
    start: "all",
    push: { urls: [`${pushUrl}/hook?a=${encodeURIComponent(fit(next(), 100))}`], attempts: 1 },
  });
  await api.done("POST", `${path}/tokens`, { consumer: "webhook", label: oneLine(next(), 100) });
  // Names of tags differ in more than their case, and show something.
  const tag = await api.done("POST", `${path}/tags`, { name: `t${oneLine(next(), 48)}t`, color: "red" });
  await api.done("PUT", `${path}/users/${user}/tags/${tag.id}`);
  await api.done("POST", `${path}/tags`, { name: `u${oneLine(next(), 48)}u`, color: "blue", chat: group });
  await api.done("POST", `${path}/users/${user}/notes`, { text: fit(next(), 4000) });
  await api.done("POST", `${path}/routes`, {
    name: oneLine(next(), 100),
    when: { all: [{ text: oneLine(next(), 40).replace(/[.*+?^${}()|[\]\\]/g, "\\$&") }, { chats: [group] }] },
    actions: [{ do: "answer", text: fit(next(), 200).replace(/[{}]/g, "") }],
    enabled: false,
  });
  await api.done("POST", `/api-keys`, { label: oneLine(next(), 100), role: "viewer", bots: [bot] });
}

function oneLine(text: string, max: number): string {
  return fit(text.replace(/\s+/g, " "), max);
}
