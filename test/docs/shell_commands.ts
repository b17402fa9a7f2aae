/** The commands in the `sh` blocks of a page, each in one piece, without the comments behind them. */
export function findCommands(page: string): string[] {
  const blocks = [...page.matchAll(/^( *)```sh\n(.*?)^ *```/gms)].map(([, , text]) => text!);
  return blocks.flatMap(splitCommands);
}

/** A command goes on where its line ends in a backslash or within quotes. */
function splitCommands(block: string): string[] {
  const commands: string[] = [];
  let open = "";
  for (const line of block.split("\n")) {
    const { code, isUnfinished } = readCode(open === "" ? line.trim() : `${open}\n${line}`);
    open = isUnfinished ? code : "";
    if (!isUnfinished && code !== "") commands.push(code);
  }
  if (open !== "") throw new Error(`A command does not end: ${open}`);
  return commands;
}

/** What precedes a comment, and whether more must follow. */
function readCode(text: string): { readonly code: string; readonly isUnfinished: boolean } {
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quote !== "") {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "#" && /^$|\s/.test(text.charAt(at - 1))) {
      return { code: text.slice(0, at).trim(), isUnfinished: false };
    }
  }
  return { code: text.trimEnd(), isUnfinished: quote !== "" || text.endsWith("\\") };
}
