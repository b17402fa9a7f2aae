/** What a program is made with, as far as pointing it at BotMux goes. It is data: no word of it is translated. */
export interface Library {
  /** Of its element on pages. */
  readonly id: string;
  readonly name: string;
  /** How the project is told from others of its name; empty where nobody would confuse them. */
  readonly maker: string;
  /** Code to have in the program; `{base}`, `{origin}`, `{scheme}`, `{host}` and `{port}` stand for where BotMux is. */
  readonly code?: readonly string[];
  /** A field of settings instead of code: the product's own labels on the way to it, and what belongs into it. */
  readonly setting?: { readonly labels: readonly string[]; readonly value: string };
  /** `host`: it takes scheme, host and port alone, which is enough. */
  readonly reach: "url" | "host";
  /** Whether it cannot download files through another server than Telegram's. */
  readonly lacksFiles?: boolean;
}

/** Libraries of one programming language, or products that need none. */
export interface LibraryGroup {
  /** Name of the language; `undefined` for products. */
  readonly language: string | undefined;
  readonly libraries: readonly Library[];
}

/** Where programs reach BotMux. */
export interface ProgramAddress {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The same with the path of the Bot API. */
  readonly base: string;
}

/** A text of a library with an address in place of its placeholders. */
export function fillAddress(text: string, { origin, base }: ProgramAddress): string {
  const { protocol, hostname, port } = new URL(origin);
  const values: Readonly<Record<string, string>> = {
    origin,
    base,
    scheme: protocol.slice(0, -1),
    host: hostname,
    port: port === "" ? (protocol === "https:" ? "443" : "80") : port,
  };
  return text.replace(/\{(origin|base|scheme|host|port)\}/g, (whole, name: string) => values[name] ?? whole);
}
