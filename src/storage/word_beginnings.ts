import type { SqlDatabase } from "./driver.ts";

/** More words than this with one beginning are left to the index, which then joins all their messages at once. */
const maxWords = 40;
/** Stands before every sign that words are made of, and behind all of them. */
const [beforeSigns, behindSigns] = ["\u0001", "\u{10ffff}"];

/** The words of the index, which are read one by one: <https://sqlite.org/fts5.html#the_fts5vocab_virtual_table_module>. */
const openWordList =
  "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_list USING fts5vocab(main, message_words, instance)";

/**
 * The words of the index that begin with `beginning`; `undefined` when they are too many. Looks each up by itself: the
 * index goes through messages with one of some words from the newest on, while for a beginning it first makes a list of
 * all messages, however few are wanted.
 */
export function wordsBeginningWith(database: SqlDatabase, beginning: string): string[] | undefined {
  database.exec(openWordList);
  // LIMIT 1: the list has a row for each place where a word stands.
  const next = database.prepare("SELECT term FROM temp.word_list WHERE term >= ? AND term < ? LIMIT 1");
  const words: string[] = [];
  for (let from = beginning; words.length <= maxWords;) {
    const found = next.get(from, beginning + behindSigns);
    if (found === undefined) return words;
    const word = String(found.term);
    words.push(word);
    from = word + beforeSigns;
  }
  return undefined;
}
