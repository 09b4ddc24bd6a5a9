/** What can be asserted, whatever the words around it: `assert.are.equal(...)`, `expect(x).to.equal(...)`, `match.is_string()`. */

import type { LuaRuntimeFailure, LuaValue } from "../../api/values.ts";
import { type Assertion, type CheckContext, numberOf, typeOf } from "./assertion.ts";
import { count, fitting } from "./spyAssertions.ts";
import { areEqual, difference, includes, isFunction, isTable, type Part, show } from "./values.ts";

/** An assertion about the subject alone. */
function simple(wanted: string, holds: (v: LuaValue) => boolean): Assertion {
  return {
    arity: [0, 0],
    subjectAt: 0,
    *check({ cx, helpers }, subject) {
      const text = yield* show(cx, helpers, subject);
      return {
        holds: holds(subject),
        failure: `expected ${wanted}, got ${text}`,
        negatedFailure: `expected anything but ${wanted}, got ${text}`,
      };
    },
  };
}

/** Two values, one below the other when they are long. */
function versus(expected: string, actual: string, difference = ""): string {
  const at = difference === "" ? "" : `\nfirst difference at ${difference}`;
  if (!`${expected}${actual}`.includes("\n") && expected.length + actual.length < 100) {
    return `expected ${expected}, got ${actual}${at}`;
  }
  return `expected\n${indented(expected)}\ngot\n${indented(actual)}${at}`;
}

function indented(text: string): string {
  return `  ${text.replaceAll("\n", "\n  ")}`;
}

const equal: Assertion = {
  arity: [1, 1],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [expected]) {
    const texts = [yield* show(cx, helpers, expected), yield* show(cx, helpers, subject)] as const;
    const hint = texts[0] === texts[1] ? " (another object with the same content: compare with 'same')" : "";
    return {
      holds: yield* areEqual(cx, helpers, subject, expected),
      failure: versus(...texts) + hint,
      negatedFailure: `expected anything but ${texts[0]}`,
    };
  },
};

const same: Assertion = {
  arity: [1, 1],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [expected]) {
    const at = yield* difference(cx, helpers, expected, subject);
    const text = yield* show(cx, helpers, expected);
    return {
      holds: at === undefined,
      failure: versus(text, yield* show(cx, helpers, subject), at),
      negatedFailure: `expected anything but ${text}`,
    };
  },
};

const near: Assertion = {
  arity: [2, 2],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [expected, tolerance]) {
    const [a, e, t] = [numberOf(subject), numberOf(expected), numberOf(tolerance)];
    const text = yield* show(cx, helpers, subject);
    return {
      holds: Math.abs(a - e) <= t,
      failure: `expected ${e} (within ${t}), got ${text}`,
      negatedFailure: `expected nothing within ${t} of ${e}, got ${text}`,
    };
  },
};

const matches: Assertion = {
  arity: [1, 1],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [pattern]) {
    const text = yield* show(cx, helpers, subject);
    const wanted = yield* show(cx, helpers, pattern);
    const isText = typeof subject === "string" || typeof subject === "number";
    return {
      holds: isText && (yield* cx.call(helpers.matches, subject, pattern))[0] === true,
      failure: `expected text that matches ${wanted}, got ${text}`,
      negatedFailure: `expected no text that matches ${wanted}, got ${text}`,
    };
  },
};

const contains: Assertion = {
  arity: [1, 1],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [part]) {
    let holds = false;
    if (typeof subject === "string") holds = typeof part === "string" && subject.includes(part);
    else if (isTable(subject)) {
      holds = isTable(part) && (yield* includes(cx, helpers, subject, part));
      if (!holds) {
        for (const value of subject.toArray()) {
          if ((yield* difference(cx, helpers, part, value)) !== undefined) continue;
          holds = true;
          break;
        }
      }
    }
    const [whole, wanted] = [yield* show(cx, helpers, subject), yield* show(cx, helpers, part)];
    return {
      holds,
      failure: `expected something that contains ${wanted}, got ${whole}`,
      negatedFailure: `expected nothing that contains ${wanted}, got ${whole}`,
    };
  },
};

/** "file.lua:3: text" without its position. */
function withoutPosition(v: LuaValue): LuaValue {
  return typeof v === "string" ? v.replace(/^[^\n]*?:\d+: /, "") : v;
}

/** The error of calling the subject; undefined when it returned. */
function* errorOf({ cx }: CheckContext, subject: LuaValue): Part<LuaRuntimeFailure | undefined> {
  if (!isFunction(subject) && !(isTable(subject) && subject.metatable?.has("__call") === true)) {
    return cx.error(`a function expected, got ${typeOf(subject)}`);
  }
  const outcome = yield* cx.pcall(subject as never);
  return outcome.ok ? undefined : outcome.error;
}

const fails: Assertion = {
  arity: [0, 1],
  subjectAt: 0,
  *check(c, subject, args) {
    const error = yield* errorOf(c, subject);
    const { cx, helpers } = c;
    if (error === undefined) {
      return { holds: false, failure: "expected an error, got none", negatedFailure: "" };
    }
    const { value } = error;
    const text = yield* show(cx, helpers, value);
    const negatedFailure = `expected no error, got ${text}`;
    const results = [true, value];
    if (args.length === 0 || args[0] === undefined) return { holds: true, failure: "", negatedFailure, results };
    const holds = (yield* c.fits(args[0], value)) || (yield* c.fits(args[0], withoutPosition(value)));
    return { holds, failure: versus(`the error ${yield* show(cx, helpers, args[0])}`, text), negatedFailure, results };
  },
};

const failsMatching: Assertion = {
  arity: [1, 1],
  subjectAt: 0,
  *check(c, subject, [pattern]) {
    const { cx, helpers } = c;
    const error = yield* errorOf(c, subject);
    const wanted = yield* show(cx, helpers, pattern);
    if (error === undefined) {
      return { holds: false, failure: `expected an error that matches ${wanted}, got none`, negatedFailure: "" };
    }
    const message = isTable(error.value) ? (yield* cx.call(helpers.tostring, error.value))[0] : error.value;
    const verdict = yield* matches.check(c, message, [pattern]);
    return { ...verdict, failure: `in an error: ${verdict.failure}`, results: [true, error.value] };
  },
};

/** An assertion about numbers or other values that `<` compares. */
function ordered(wanted: string, holds: (less: boolean, more: boolean) => boolean): Assertion {
  return {
    arity: [1, 1],
    subjectAt: 1,
    *check({ cx, helpers }, subject, [limit]) {
      const less = (yield* cx.call(helpers.less, subject, limit))[0] === true;
      const more = (yield* cx.call(helpers.less, limit, subject))[0] === true;
      const [actual, bound] = [yield* show(cx, helpers, subject), yield* show(cx, helpers, limit)];
      return {
        holds: holds(less, more),
        failure: `expected ${wanted} ${bound}, got ${actual}`,
        negatedFailure: `expected nothing ${wanted} ${bound}, got ${actual}`,
      };
    },
  };
}

const hasLength: Assertion = {
  arity: [1, 1],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [expected]) {
    const length = typeof subject === "string" ? subject.length : isTable(subject) ? subject.length : undefined;
    const text = yield* show(cx, helpers, subject);
    return {
      holds: length === expected,
      failure: `expected the length ${String(expected)}, got ${length === undefined ? "" : `${length}: `}${text}`,
      negatedFailure: `expected another length than ${String(expected)}: ${text}`,
    };
  },
};

const hasType: Assertion = {
  arity: [1, 1],
  subjectAt: 1,
  *check({ cx, helpers }, subject, [type]) {
    const text = yield* show(cx, helpers, subject);
    return {
      holds: typeOf(subject) === type,
      failure: `expected a ${String(type)}, got ${text}`,
      negatedFailure: `expected no ${String(type)}, got ${text}`,
    };
  },
};

const unique: Assertion = {
  arity: [0, 0],
  subjectAt: 0,
  *check({ cx, helpers }, subject) {
    const values = isTable(subject) ? subject.toArray() : [];
    let twice: LuaValue;
    let holds = true;
    for (let i = 0; i < values.length && holds; i++) {
      for (let j = 0; j < i && holds; j++) {
        if ((yield* difference(cx, helpers, values[i], values[j])) !== undefined) continue;
        holds = false;
        twice = values[i];
      }
    }
    const failure = `expected no value twice, got ${yield* show(cx, helpers, twice)} twice`;
    return { holds, failure, negatedFailure: "expected some value twice" };
  },
};

const TYPES = ["nil", "boolean", "number", "string", "table", "function", "thread", "userdata"];

const ALIASES: Readonly<Record<string, Assertion>> = {
  equals: equal,
  eq: equal,
  sames: same,
  error: fails,
  errors: fails,
  fail: fails,
  fails: fails,
  throw: fails,
  throws: fails,
  error_matches: failsMatching,
  error_match: failsMatching,
  errors_match: failsMatching,
  match: matches,
  matches: matches,
  contain: contains,
  contains: contains,
  include: contains,
  includes: contains,
};

/** All assertions by name. */
export const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map(
  Object.entries<Assertion>({
    equal,
    same,
    near,
    ...ALIASES,
    unique,
    length: hasLength,
    type: hasType,
    true: simple("true", (v) => v === true),
    false: simple("false", (v) => v === false),
    truthy: simple("a true value", (v) => v !== undefined && v !== false),
    falsy: simple("a false value", (v) => v === undefined || v === false),
    exist: simple("a value", (v) => v !== undefined),
    exists: simple("a value", (v) => v !== undefined),
    empty: simple("nothing in it", (v) => v === "" || (isTable(v) && v.next() === undefined)),
    callable: simple("something to call", (v) => isFunction(v) || (isTable(v) && v.metatable?.has("__call") === true)),
    ...Object.fromEntries(
      TYPES.map((type) => [type, simple(type === "nil" ? "nil" : `a ${type}`, (v) => typeOf(v) === type)]),
    ),
    above: ordered("more than", (_, more) => more),
    below: ordered("less than", (less) => less),
    at_least: ordered("at least", (less) => !less),
    at_most: ordered("at most", (_, more) => !more),
    called: count("calls: ", (actual, n) => actual === n, 1),
    called_at_least: count("calls: at least ", (actual, n) => actual >= n),
    called_at_most: count("calls: at most ", (actual, n) => actual <= n),
    called_more_than: count("calls: more than ", (actual, n) => actual > n),
    called_less_than: count("calls: less than ", (actual, n) => actual < n),
    called_with: fitting("gives it", (view) => view.calls),
    returned_with: fitting("returns", (view) => view.results),
  }),
);

/** Words that only make sentences. */
export const FILLERS: ReadonlySet<string> = new Set([
  ...[
    "a",
    "an",
    "and",
    "are",
    "be",
    "been",
    "do",
    "does",
    "had",
    "has",
    "have",
    "is",
    "of",
    "that",
    "the",
    "to",
    "was",
  ],
  ...["were", "which", "will", "with"],
]);
/** Words that turn the meaning round. */
export const NEGATIONS: ReadonlySet<string> = new Set(["not", "no", "never"]);

/** What fillers mean when they are the last word: `to.be.a("string")`, `to.be(3)`, `to.have(x)`. */
export const FINAL_FILLERS: ReadonlyMap<string, Assertion> = new Map([
  ["a", hasType],
  ["an", hasType],
  ["be", equal],
  ["have", contains],
]);
