/** Pages that say why there is no other. */
export const fault = {
  "fault.not-found": "There is nothing here",
  "fault.not-found.hint": "It may have been removed, or you may not know of it.",
  "fault.forbidden": "This is not for your role",
  "fault.forbidden.hint": "An owner can change what you may do.",
  "fault.refused": "This could not be done",
  "fault.foreign": "This did not come from a page of BotMux",
  "fault.foreign.hint": "Go back to the console and try again there.",
  "fault.failed": "Something went wrong",
  "fault.failed.hint": "The log of BotMux says more.",
  "fault.home": "To the overview",
} as const;
