import type { Registry } from "../../registry/registry.ts";
import { refusal } from "./api_error.ts";
import { type ArchivePort, findArchive } from "./archive_port.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { botPath } from "./wire.ts";

/** What the endpoint asks of the running BotMux. */
interface ArchiveRemovalPort {
  readonly registry: Pick<Registry, "bot">;
  readonly archive: ArchivePort | undefined;
  /** Begins to remove all that was archived of a bot that is not archived any more. */
  clearArchive(botId: number): void;
}

/** `/bots/{bot}/archive` */
export function archiveRemovalEndpoints({ registry, archive, clearArchive }: ArchiveRemovalPort): Endpoint[] {
  return [
    endpoint({
      id: "clearArchive",
      method: "DELETE",
      path: "/bots/{bot}/archive",
      tag: "archive",
      summary:
        "Start deleting the archive of a bot that is no longer archived; repeat the request if BotMux stops meanwhile",
      role: "owner",
      parameters: botPath,
      status: 202,
      conflict: "The bot is still archived",
      handle({ path: { bot } }) {
        findArchive(archive);
        if (registry.bot(bot)?.isArchived) {
          throw refusal("archive_still_on", { bot });
        }
        clearArchive(bot);
      },
    }),
  ];
}
