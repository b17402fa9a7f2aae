import Type, { type Static } from "typebox";
import type { ApiClient } from "./api_client.ts";

const RemoteBot = Type.Object({ id: Type.Integer(), username: Type.String() });

/** A bot of a running BotMux. */
type RemoteBot = Static<typeof RemoteBot>;

/** The bots that the API key has access to. */
export function listRemoteBots(api: ApiClient): Promise<readonly RemoteBot[]> {
  return api.list("/bots", RemoteBot, { cursorName: "after" });
}

/** Its @username, or its id before it has one. */
export function describeRemoteBot({ id, username }: RemoteBot): string {
  return username === "" ? String(id) : `@${username}`;
}
