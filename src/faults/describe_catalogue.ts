import { catalogue } from "./catalogue.ts";
import type { FaultRow } from "./fault_row.ts";

/** The catalogue as a page of Markdown: what `docs/errors.md` holds and `/api/errors` serves. */
export function describeCatalogue(): string {
  const rows: readonly (readonly [string, FaultRow])[] = Object.entries(catalogue);
  const ofRequests = rows.filter(([, { status }]) => status !== undefined);
  const ofFields = rows.filter(([, { status }]) => status === undefined);
  return `# Errors

Every refusal of \`/api/v1\` is a problem document (RFC 9457): \`code\` names what went wrong, for programs, and stays
the same from version to version; \`detail\` says it to people, in the language of \`Accept-Language\` where it is
translated, and may change. \`errors\` has a code for each field that is wrong, and \`telegram\` holds Telegram's own
words where it refused. The command line prints the same codes in parentheses. The Bot API paths answer in Telegram's
envelope instead.

## Refusals

| Code | Status | What it says |
| --- | --- | --- |
${
    ofRequests.map(([code, { status, message }]) => `| ${anchor(code)} | ${status} | ${cell(message)} |`)
      .join("\n")
  }

## Fields

| Code | What is wrong with the field |
| --- | --- |
${ofFields.map(([code, { message }]) => `| ${anchor(code)} | ${cell(message)} |`).join("\n")}
`;
}

function anchor(code: string): string {
  return `<a id="${code}"></a>\`${code}\``;
}

/** A message, or where its words come from. */
function cell(message: string): string {
  if (message === "") return "_Telegram's own words_";
  return message === "{said}" ? "_The reason, in English_" : message;
}
