/** Words of command lines in the console of worlds: blanks part them, quotes keep blanks and line breaks: Data="two words". */

const WORD = /(?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^\s"'])+/g;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g;

/** The words of a line. In double quotes, \n is a line break, and a backslash takes the next character as it is. */
export function quotedWords(text: string): string[] {
  return [...text.matchAll(WORD)].map(([word]) =>
    word.replace(QUOTED, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? "") : double.replace(/\\([\s\S])/g, (__, c: string) => (c === "n" ? "\n" : c)),
    ),
  );
}

/** Whether a quotation is open at the end. */
export function isUnclosed(text: string): boolean {
  return /["']/.test(text.replace(QUOTED, ""));
}
