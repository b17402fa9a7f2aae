import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Registry } from "../../registry/registry.ts";
import type { UpstreamClient } from "../../upstream/client.ts";
import { ProfileWatch } from "../../upstream/profile_watch.ts";

/** What the profiles of managed bots are learnt with. */
interface ProfileWatchingOptions {
  readonly registry: Registry;
  readonly client: UpstreamClient;
  /** Whether upstream answers a bot, and is not displeased with it. */
  readonly isHealthy: (botId: number) => boolean;
  /** Whether photos may be asked for, of bots whose settings allow it. */
  readonly hasPhotosWatched: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps known what each managed bot is called and which photo it has; the file itself comes when somebody looks at it. */
export function createProfileWatch(
  { registry, client, isHealthy, hasPhotosWatched, clock, logger }: ProfileWatchingOptions,
): ProfileWatch {
  return new ProfileWatch({
    client,
    bots: () =>
      registry.bots().filter(({ id, status }) => status === "active" && isHealthy(id)).map((
        { id, token, refreshesChats },
      ) => ({ id, token, hasPhotoWatched: hasPhotosWatched && refreshesChats })),
    async found(botId, { username, name, photo }) {
      if (registry.bot(botId) === undefined) return;
      const photoChange = photo === undefined ? {} : { photo: photo || undefined };
      await registry.updateBot(botId, { username, name, ...photoChange });
    },
    clock,
    logger,
  });
}
