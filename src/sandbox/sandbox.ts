import { type Clock, systemClock } from "../base/clock.ts";
import { descriptions, errorResponse, TelegramError } from "../telegram/envelope.ts";
import type { Bot } from "./bot.ts";
import { answerMethod } from "./bot_door.ts";
import { answerControl } from "./control.ts";
import { Faults } from "./faults.ts";
import { answerFile } from "./file_door.ts";
import { FloodLimits } from "./flood_limits.ts";
import { addBot } from "./people/newcomers.ts";
import { createPeople } from "./people/people.ts";
import { botOf } from "./people/places.ts";
import type { Sandbox, SandboxBot } from "./sandbox_interface.ts";
import { WebhookDelivery } from "./webhook_delivery.ts";
import { runWebhookReply } from "./webhook_reply.ts";
import { World, type WorldLimits } from "./world.ts";

/** How a sandbox is made. */
export interface SandboxOptions {
  readonly clock?: Clock;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  /** Carries webhooks and downloads of files that bots send by URL. */
  readonly fetch?: typeof fetch;
  /** Answers 429 above Telegram's documented limits on sending. Off by default. */
  readonly floodLimits?: boolean;
  /** Whether `fetch` answers the control API below `/sandbox/`: whoever reaches it acts as anybody. On by default. */
  readonly control?: boolean;
  readonly limits?: Partial<WorldLimits>;
}

const defaultLimits: WorldLimits = {
  messagesPerChat: 1_000,
  requestBytes: 64 * 1024 * 1024,
  fileBytes: 256 * 1024 * 1024,
};

/** Makes an empty sandbox. It does not listen: pass {@linkcode Sandbox.fetch} to a server. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const closing = new AbortController();
  const main = createWorld(options);
  const test = createWorld(options);
  const faults = new Faults(main, closing.signal);
  const deliveries: WebhookDelivery[] = [];
  const deliver = (world: World, bot: Bot) =>
    deliveries.push(
      new WebhookDelivery(world, bot, (caller, body) => runWebhookReply(world, caller, body, closing.signal)),
    );
  const close = () => {
    closing.abort();
    main.close();
    test.close();
    for (const delivery of deliveries) delivery.close();
    return Promise.resolve();
  };
  const sandbox: Sandbox = {
    ...createPeople(main),
    faults,
    addBot(bot) {
      const added = addBot(main, bot);
      deliver(main, added);
      deliver(test, addBot(test, { ...bot, token: added.token }));
      return toSandboxBot(added);
    },
    bots: () => [...main.bots.values()].map(toSandboxBot),
    inject: (botId, update) => main.inject(botOf(main, botId), update),
    async fetch(request) {
      const path = decodePath(new URL(request.url).pathname);
      if (path.startsWith("/bot")) return await answerMethod({ main, test }, faults, request, path);
      if (path.startsWith("/file/bot")) return await answerFile(main, faults, request, path);
      if (options.control !== false && path.startsWith("/sandbox/")) {
        return await answerControl(sandbox, request, path.slice("/sandbox/".length));
      }
      return errorResponse(new TelegramError(404, descriptions.notFound));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return sandbox;
}

function createWorld(options: SandboxOptions): World {
  const clock = options.clock ?? systemClock;
  return new World({
    clock,
    random: options.random ?? Math.random,
    fetch: options.fetch ?? fetch,
    limits: { ...defaultLimits, ...options.limits },
    flood: options.floodLimits === true ? new FloodLimits(clock) : undefined,
  });
}

function toSandboxBot({ id, token, user }: Bot): SandboxBot {
  return { id, token, username: user.username ?? "", name: user.first_name };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
