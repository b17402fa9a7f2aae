/** A way out of a bot's journal, by the id of its consumer or of its bot. */
export type Outlet = `${"consumer" | "archive" | "routing"} ${number}`;
