/** A folder of `src` with one purpose. */
export interface Room {
  readonly purpose: string;
  /** Rooms that it may import from, besides itself. */
  readonly imports: readonly string[];
}

const facts = ["faults", "base", "telegram"];
const kept = [...facts, "registry", "journal"];

/** Every room but `app`, which puts all of them together. */
const parts: Readonly<Record<string, Room>> = {
  faults: { purpose: "The catalogue of errors: code, status, hint, message in every language", imports: [] },
  base: { purpose: "Small parts that know nothing of bots: clock, log, retry, limits", imports: ["faults"] },
  telegram: {
    purpose: "Telegram's formats: tokens, parameters, updates, errors",
    imports: ["faults", "base"],
  },
  wire: { purpose: "HTTP/1.1 on sockets: syntax, server, client", imports: ["faults", "base"] },
  health: { purpose: "What is healthy, degraded or down, and why", imports: ["faults", "base"] },
  runtime: { purpose: "What differs between Bun and Deno", imports: ["faults", "base"] },
  registry: { purpose: "Bots, consumers, access tokens, filters, and their rules", imports: facts },
  journal: {
    purpose: "Updates on disk and in memory, and how far each consumer is",
    imports: [...facts, "registry"],
  },
  upstream: {
    purpose: "Receiving: polls, webhooks from Telegram, calls of BotMux's own",
    imports: [...kept, "wire"],
  },
  delivery: { purpose: "Delivering: long polls and pushes", imports: [...kept, "wire"] },
  pacing: { purpose: "How fast bots send: Telegram's limits, shared by all programs", imports: facts },
  tgapi: {
    purpose: "The Bot API paths: local methods, forwarded calls, files",
    imports: [...kept, "wire", "pacing"],
  },
  routing: { purpose: "Rules that send messages on, and the way back", imports: [...kept, "wire"] },
  broadcasting: {
    purpose: "Messages to many people: who gets them, how far they are, what came of each",
    imports: facts,
  },
  archive: { purpose: "Chats, users and messages that people search", imports: kept },
  account: { purpose: "Operators, sessions, API keys, audit log", imports: kept },
  sandbox: { purpose: "A stand-in for Telegram", imports: kept },
  shadow: {
    purpose: "What shadow tokens are answered: as if it had been sent",
    imports: [...facts, "tgapi", "sandbox"],
  },
  settings: {
    purpose: "Flags, variables and the file, declared once",
    imports: [...facts, "registry", "routing"],
  },
  storage: {
    purpose: "SQLite and PostgreSQL behind the stores that other rooms declare",
    imports: [...kept, "delivery", "archive", "account", "routing", "broadcasting", "health"],
  },
  mcp: {
    purpose: "Tools for AI agents: reading, sending and waiting over the Model Context Protocol",
    imports: [...facts, "registry", "delivery", "tgapi", "archive", "account"],
  },
  http: {
    purpose: "The management API, metrics, health, and the way of a request to its answer",
    imports: [
      ...kept,
      "upstream",
      "delivery",
      "tgapi",
      "pacing",
      "routing",
      "broadcasting",
      "archive",
      "account",
      "sandbox",
      "health",
    ],
  },
  console: {
    purpose: "Pages for people: each with its view and its texts in two languages",
    imports: [...kept, "tgapi", "routing", "broadcasting", "archive", "account", "sandbox", "health", "http"],
  },
  cli: {
    purpose: "The commands",
    imports: ["faults", "base", "settings", "registry", "account", "telegram"],
  },
};

/** Every room by name. A new arrow is a decision: the rooms have no cycle. */
export const rooms: Readonly<Record<string, Room>> = {
  ...parts,
  app: { purpose: "Puts the rooms together: start, stop, wiring", imports: Object.keys(parts) },
};

/** The room of a path below `src`; `undefined` for the entry points, which stand in none. */
export function roomOf(file: string): string | undefined {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : undefined;
}
