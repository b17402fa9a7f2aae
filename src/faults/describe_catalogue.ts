import { operationOutcomes, refusals, terminalFaults } from "./catalogue.ts";
import type { FaultRow } from "./fault_row.ts";
import { fieldFaults } from "./field_faults.ts";
import { healthReasons } from "./health_reasons.ts";

type Rows = Readonly<Record<string, FaultRow>>;

/** The catalogue as a page of Markdown: what `docs/errors.md` holds and `/api/errors` serves. */
export function describeCatalogue(): string {
  return `# Errors

Every refusal of \`/api/v1\` is a problem document (RFC 9457): \`code\` names what went wrong, for programs, and stays
the same from version to version; \`detail\` says it to people, in the language of \`Accept-Language\` where it is
translated, and may change. \`errors\` has a code for each field that is wrong, and \`telegram\` holds Telegram's own
words where it refused. The Bot API paths answer in Telegram's envelope instead.

The command line prints the code in parentheses behind the message. It exits with code 2 for a mistake in a command or
a setting, and with 1 when something else stops it.

## Refusals

| Code | Status | What it says |
| --- | --- | --- |
${rowsOf(refusals, ({ status }) => String(status))}

## Fields

| Code | What is wrong with the field |
| --- | --- |
${rowsOf(fieldFaults)}

## Health reasons

\`/readyz\`, the API, \`botmux_health_reason\` and \`botmux status\` tell them; [operations.md](operations.md) says when
each begins and ends. Those of databases are the refusals that begin with \`storage_\`.

| Code | What it says |
| --- | --- |
${rowsOf(healthReasons)}

## Causes

What failed on the way to Telegram, which health reasons name; why a push failed (\`last_error_code\`); what became of a
routed message (\`codes\` of a delivery trace); and why a consumer was disabled. Where only the words are known, the code is
\`quoted\`.

| Code | What it says |
| --- | --- |
${rowsOf(operationOutcomes)}

## Command line, settings and start

These are shown in a terminal only, in English; findings of \`botmux doctor\` are among them, good ones too.

| Code | What it says |
| --- | --- |
${rowsOf(terminalFaults)}
`;
}

function rowsOf(rows: Rows, columnOf?: (row: FaultRow) => string): string {
  return Object.entries(rows).map(([code, row]) =>
    ["", anchor(code), ...columnOf === undefined ? [] : [columnOf(row)], cell(row.message), ""].join(" | ")
      .trim()
  ).join("\n");
}

function anchor(code: string): string {
  return `<a id="${code}"></a>\`${code}\``;
}

/** A message, or where its words come from. */
function cell(message: string): string {
  if (message === "") return "_Telegram's own words_";
  return message === "{said}" || message === "{cause}" ? "_The cause_" : message;
}
