import { fault } from "../../faults/fault.ts";
import { serverOf } from "../server_address.ts";
import type { ReadyReason } from "../ready_answer.ts";
import type { Examined } from "./examined.ts";
import { type Finding, ok, problem, skipped, warning } from "./finding.ts";

/** Reasons that tell of another program with the bot's real token. */
const otherPrograms: readonly string[] = ["polling_conflict", "webhook_conflict", "token_conflict"];
/** Reasons that are told at most; `botmux status` has all of them. */
const maxReasons = 20;

/** Whether BotMux answers where it listens, and how it is; else, whether it could listen there. */
export async function checkListen({ settings, system, ready }: Examined): Promise<Finding[]> {
  const { listen } = settings;
  if (ready !== undefined) {
    const { url } = serverOf(settings);
    const answers = fault("listen_answers", { url, health: ready.health });
    return [ok(answers), ...toHealthFindings(ready)];
  }
  if (listen.port === 0) return [ok(fault("listen_port_random"))];
  const wrong = await system.tryListen(listen);
  const host = listen.hostname.includes(":") ? `[${listen.hostname}]` : listen.hostname;
  return [
    wrong === undefined
      ? ok(fault("listen_port_free", { address: `${host}:${listen.port}` }))
      : problem(wrong),
  ];
}

/** Whether the running BotMux has seen other programs that use tokens of its bots. */
export function checkPolling({ ready }: Examined): Finding[] {
  if (ready === undefined) return [skipped(fault("other_pollers_not_asked"))];
  const met = ready.bots.flatMap(({ id, reasons }) =>
    reasons.filter(({ code }) => otherPrograms.includes(code)).map(({ code, level }) => {
      const found = fault("other_pollers_met", { bot: id, reason: code });
      return level === "down" ? problem(found) : warning(found);
    })
  );
  return met.length > 0 ? met : [ok(fault("other_pollers_none"))];
}

function toHealthFindings({ reasons, bots }: NonNullable<Examined["ready"]>): Finding[] {
  const all = [
    ...reasons.map((reason) => toFinding(reason, "BotMux")),
    ...bots.flatMap((bot) =>
      bot.reasons.filter(({ code }) => !otherPrograms.includes(code)).map((reason) =>
        toFinding(reason, `bot ${bot.id}`)
      )
    ),
  ];
  return all.slice(0, maxReasons);
}

function toFinding({ code, level, message }: ReadyReason, who: string): Finding {
  const reported = fault("health_reported", { reason: code, who, said: message });
  return level === "down" ? problem(reported) : warning(reported);
}
