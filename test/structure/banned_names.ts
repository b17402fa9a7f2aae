/** Words that no name begins with: `max`, `min` and `default` say the same. */
const limits = ["most", "longest", "largest", "least", "shortest", "usual"];
/** Words that stand in no name, and what is there instead. */
const metaphors: Readonly<Record<string, string>> = {
  graveyard: "deadLetters",
  burial: "pendingWrite",
  bury: "add, deadLetter",
  unearth: "redeliver",
  deadly: "isBackendFailure",
  hurry: "retryNow",
  fares: "status",
  farewell: "removalOutcome",
  departure: "removal",
  brought: "adopted",
  introduction: "identifyBot",
  housekeeping: "maintenance",
  courier: "worker",
  carrier: "sender",
  carriage: "task, delivery",
  onlooker: "callListener",
  "let go": "removeBot, dropBuffered",
  "keep house": "runMaintenance",
  "step back": "lowerPriority",
  "switched off": "disabled",
  "call witness": "callListener",
  "proxy observer": "callListener",
  "program observer": "callListener",
};
/** Names that mean what they say. */
const allowed: Readonly<Record<string, string>> = {
  carriageReturn: "the character",
  hasCarriageReturn: "the character",
  mostAttempts: "a name in databases of 0.1",
  switched_off: "a name in the API and in databases of 0.1",
  most_members: "a name in the API of 0.1",
  departure: "a path of the API of 0.1",
};

/** The words of an identifier: `maxBytes` and `max_bytes` have the same two. */
function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[\s_]+/).filter((word) =>
    word !== ""
  );
}

/** Whether a name has a word that `docs` and code do without. */
export function isBanned(name: string): boolean {
  const words = wordsOf(name);
  if (words.length > 1 && limits.includes(words[0] ?? "")) return true;
  const text = ` ${words.join(" ")} `;
  return Object.keys(metaphors).some((banned) => text.includes(` ${banned} `));
}

/** Code without its comments and with the texts of its strings taken out. */
export function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

/** What docs mark as code. */
export function marked(text: string): string {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code).join("\n");
}

/** Banned names in a text. */
export function findBanned(path: string, text: string): string[] {
  const names = new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
  return [...names].filter((name) => isBanned(name) && !(name in allowed)).map((name) => `${path}: ${name}`);
}

/** Phrases that no text of ours has, in comments, messages, titles and pages; the field's words stand there. */
const phrases: readonly RegExp[] = [
  /\bworthless\b/i,
  /\bswitched (?:off|on)\b/i,
  /\bfares?\b/,
  /\bthings upstream sent\b/i,
  /\basks? for updates\b/i,
  /\btells more of\b/i,
  /\bWhat an? \w+ is made of\b/,
  /\bmay know of\b/i,
  /\b[Ww]rite botmux\b/,
];

/** Stands in databases of 0.1, so a migration names it. */
const storedPhrase = "Switched off in the settings file";

/** Lines with a phrase that the field's words replace. */
export function findPhrases(path: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) =>
    phrases.some((phrase) => phrase.test(line)) && !line.includes(storedPhrase)
      ? [`${path}:${index + 1}: ${line.trim()}`]
      : []
  );
}
