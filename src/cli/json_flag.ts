import type { Flag } from "./arguments.ts";

/** The switch that makes a list JSON. */
export const jsonFlag: Flag = { name: "json", placeholder: "", description: "Print the list as JSON" };
