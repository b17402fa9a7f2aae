import { fieldFaults } from "./field_faults.ts";
import { missingFaults } from "./missing_faults.ts";
import { requestFaults } from "./request_faults.ts";
import { telegramFaults } from "./telegram_faults.ts";

/** What a request can be refused with. */
export const refusals = { ...requestFaults, ...missingFaults, ...telegramFaults };

/** Every fault that BotMux tells by a code. A code is for programs and never changes; a message may. */
export const catalogue = { ...refusals, ...fieldFaults };
