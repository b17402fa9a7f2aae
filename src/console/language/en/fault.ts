/** Pages that say why there is no other. */
export const fault = {
  "fault.not-found": "There is nothing here",
  "fault.not-found.hint": "It may have been removed, or you don't have access to it.",
  "fault.forbidden": "Your role does not allow this",
  "fault.forbidden.hint": "An owner can change your permissions.",
  "fault.refused": "This could not be done",
  "fault.foreign": "This did not come from a page of BotMux",
  "fault.foreign.hint": "Go back to the console and try again there.",
  "fault.failed": "Something went wrong",
  "fault.failed.hint": "The log of BotMux says more.",
  "fault.home": "To the overview",
} as const;
