/** Assertions about spies. */

import type { LuaValue } from "../../api/values.ts";
import { type Assertion, type CheckContext, numberOf, type SpyView, typeOf } from "./assertion.ts";
import { type Part, show } from "./values.ts";

function spy(c: CheckContext, subject: LuaValue): SpyView {
  return c.spyOf(subject) ?? c.cx.error(`a spy expected, got ${typeOf(subject)}`);
}

const times = (n: number): string => (n === 1 ? "once" : `${n} times`);

/** An assertion about how often a spy was called; `usual` when no number is given. */
export function count(wanted: string, holds: (actual: number, wanted: number) => boolean, usual?: number): Assertion {
  return {
    arity: [usual === undefined ? 1 : 0, 1],
    subjectAt: 0,
    // the verdict is a constant of the spy: nothing to wait for
    // biome-ignore lint/correctness/useYield: whatever it is, there is nothing to ask
    *check(c, subject, [given]) {
      const actual = spy(c, subject).calls.length;
      if (given === undefined && usual !== undefined) {
        const got = `got ${times(actual)}`;
        return { holds: actual > 0, failure: "expected a call, got none", negatedFailure: `expected no call, ${got}` };
      }
      const n = numberOf(given);
      return {
        holds: holds(actual, n),
        failure: `expected ${wanted}${times(n)}, got ${times(actual)}`,
        negatedFailure: `expected not ${wanted}${times(n)}, got ${times(actual)}`,
      };
    },
  };
}

/** Whether some list of values fits the expected ones. */
function* someFits(c: CheckContext, lists: SpyView["calls"], expected: readonly LuaValue[]): Part<boolean> {
  for (const list of lists) {
    let fits = list.length === expected.length;
    for (let i = 0; fits && i < expected.length; i++) fits = yield* c.fits(expected[i], list[i]);
    if (fits) return true;
  }
  return false;
}

function* listed(c: CheckContext, lists: SpyView["calls"]): Part<string> {
  const texts: string[] = [];
  for (const list of lists.slice(-5)) {
    const values: string[] = [];
    for (const value of list) values.push(yield* show(c.cx, c.helpers, value));
    texts.push(`(${values.join(", ")})`);
  }
  return texts.length === 0 ? "no call" : texts.join("\n    ");
}

/** An assertion about what a spy was given, or returned. */
export function fitting(what: string, pick: (view: SpyView) => SpyView["calls"]): Assertion {
  return {
    arity: [0, Number.POSITIVE_INFINITY],
    subjectAt: 0,
    *check(c, subject, args) {
      const lists = pick(spy(c, subject));
      const wanted = yield* listed(c, [args]);
      return {
        holds: yield* someFits(c, lists, args),
        failure: `expected a call that ${what} ${wanted}, got ${yield* listed(c, lists)}`,
        negatedFailure: `expected no call that ${what} ${wanted}`,
      };
    },
  };
}
