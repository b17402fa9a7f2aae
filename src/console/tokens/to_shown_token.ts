import type { AccessToken } from "../../registry/registry_model.ts";
import type { ShownToken } from "./token_table.tsx";

/** An access token as pages show it. */
export function toShownToken({ id, label, scope, addedAtMs }: AccessToken, consumer: string): ShownToken {
  const { methods, chats, updates } = scope;
  return { id, label, consumer, methods, chats, updates, addedMs: addedAtMs };
}
