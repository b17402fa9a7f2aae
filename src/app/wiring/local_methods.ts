/** What delivery answers for programs. */
import { decodeUtf8 } from "../../base/bytes.ts";
import type { Clock } from "../../base/clock.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { showWebhookInfo } from "../../delivery/foreign_target.ts";
import { isEmptyAnswer } from "../../delivery/poll_door.ts";
import { createPushTarget } from "../../registry/entities/push_target.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Caller } from "../../tgapi/calls/caller.ts";
import type { LocalMethods } from "../../tgapi/door/ports.ts";
import type { ProgramWatch } from "../../tgapi/door/program_watch.ts";

/** What answers the calls that are never forwarded. */
interface LocalMethodsOptions {
  readonly registry: Registry;
  readonly delivery: Delivery;
  /** Resolves when a consumer that was just added is open. */
  readonly settled: () => Promise<void>;
  readonly programs: Pick<ProgramWatch, "polled" | "received">;
  readonly clock: Clock;
}

/** getUpdates and the webhook calls, answered by delivery for the caller's consumer. */
export function createLocalMethods(options: LocalMethodsOptions): LocalMethods {
  const { registry, delivery, settled, programs, clock } = options;
  const opened = async ({ consumerId }: Caller) => {
    if (!delivery.isOpen(consumerId)) await settled();
    return consumerId;
  };
  return {
    async getUpdates(caller, parameters, signal) {
      const { consumerId, scope } = caller;
      // Not opened(): on the way of every long poll, each wait counts.
      if (!delivery.isOpen(consumerId)) await settled();
      programs.polled(consumerId);
      const body = await delivery.getUpdates(consumerId, parameters, scope, signal);
      if (!isEmptyAnswer(body)) programs.received(consumerId);
      return body;
    },
    async setWebhook(caller, webhook) {
      const { url, certificate, allowedUpdates, dropPendingUpdates, ...given } = webhook;
      return await delivery.setWebhook(await opened(caller), {
        target: createPushTarget({
          ...given,
          urls: [url],
          accessTokenId: caller.accessTokenId,
          certificate: certificate && decodeUtf8(certificate.bytes),
        }),
        hasCertificate: certificate !== undefined,
        dropPendingUpdates,
      }, allowedUpdates);
    },
    async deleteWebhook(caller, { allowedUpdates, dropPendingUpdates }) {
      return await delivery.deleteWebhook(await opened(caller), dropPendingUpdates, allowedUpdates);
    },
    now: () => clock.now(),
    async getWebhookInfo(caller) {
      const info = await delivery.getWebhookInfo(await opened(caller));
      return showWebhookInfo(info, registry.consumer(caller.consumerId)?.push, caller.accessTokenId);
    },
  };
}
