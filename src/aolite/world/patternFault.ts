/** What is wrong with a Lua pattern. Matching finds that out only when it comes to the place; hosts are told at once. */
import { ItemKind, readItem } from "../../stdlib/patternItem.ts";

/** Captures in a pattern (PUC's LUA_MAXCAPTURES). */
const MAX_CAPTURES = 32;

/** The error that matching with the pattern would come to (§6.4.1), whatever the text; undefined when it is well-formed. */
export function patternFault(pattern: string): string | undefined {
  /** Of each capture so far: whether it is closed. */
  const closed: boolean[] = [];
  for (let at = pattern.startsWith("^") ? 1 : 0; ; ) {
    const item = readItem(pattern, at);
    switch (item.kind) {
      case ItemKind.END:
        return closed.includes(false) ? "unfinished capture" : undefined;
      case ItemKind.ERROR:
        return item.message;
      case ItemKind.OPEN:
      case ItemKind.POSITION:
        if (closed.length === MAX_CAPTURES) return "too many captures";
        closed.push(item.kind === ItemKind.POSITION);
        break;
      case ItemKind.CLOSE: {
        const innermost = closed.lastIndexOf(false);
        if (innermost < 0) return "invalid pattern capture";
        closed[innermost] = true;
        break;
      }
      case ItemKind.BACK_REFERENCE:
        if (closed[item.char] !== true) return `invalid capture index %${item.char + 1}`;
    }
    at = item.next;
  }
}
