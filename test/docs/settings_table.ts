import { declaredSettings } from "../../src/settings/declarations.ts";

/** All settings as a Markdown table, for docs/settings.md. */
export function settingsTable(): string {
  const rows = declaredSettings.map((
    [, { flag, env, systemEnv = [], fileKey, kind, fallback, isList, description }],
  ) => [
    flag === undefined ? "" : code(`--${flag}${kind.placeholder && ` ${kind.placeholder}`}`),
    [...env, ...systemEnv].map(code).join(", "),
    fileKey === undefined ? isList ? code("bots") : "" : code(fileKey),
    fallback === undefined ? "" : code(fallback),
    description,
  ]);
  return toMarkdownTable(["Flag", "Environment", "In `botmux.json`", "Default", "What it does"], rows);
}

/** Rows of cells as Markdown. */
export function toMarkdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A bar would end the cell, even in code. */
function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
