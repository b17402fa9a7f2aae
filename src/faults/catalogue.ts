import { commandFaults } from "./command_faults.ts";
import { connectionFaults } from "./connection_faults.ts";
import { disabledReasons } from "./disabled_reasons.ts";
import { doctorFaults } from "./doctor_faults.ts";
import { fieldFaults } from "./field_faults.ts";
import { healthReasons } from "./health_reasons.ts";
import { missingFaults } from "./missing_faults.ts";
import { modelFaults } from "./model_faults.ts";
import { operationFaults, threadFaults } from "./operation_faults.ts";
import { pushFaults } from "./push_faults.ts";
import { requestFaults } from "./request_faults.ts";
import { routingFaults } from "./routing_faults.ts";
import { settingsFaults } from "./settings_faults.ts";
import { startFaults } from "./start_faults.ts";
import { telegramFaults } from "./telegram_faults.ts";
import { upstreamFaults } from "./upstream_faults.ts";

/** What a request can be refused with. */
export const refusals = { ...requestFaults, ...missingFaults, ...telegramFaults, ...operationFaults };
/** What only a terminal shows: mistakes in commands and settings, what keeps BotMux from starting, and findings of doctor. */
export const terminalFaults = { ...commandFaults, ...settingsFaults, ...startFaults, ...doctorFaults };
/** What failed in the background, and is told where it matters. */
export const operationOutcomes = {
  ...upstreamFaults,
  ...connectionFaults,
  ...pushFaults,
  ...routingFaults,
  ...modelFaults,
  ...threadFaults,
  ...disabledReasons,
};
/** Replaces a fault where only somebody's words are known. */
export const quotation = { quoted: { message: "{said}" } } as const;

/** Every fault that BotMux tells by a code. A code is for programs and never changes; a message may. */
export const catalogue = {
  ...refusals,
  ...fieldFaults,
  ...healthReasons,
  ...operationOutcomes,
  ...terminalFaults,
  ...quotation,
};
