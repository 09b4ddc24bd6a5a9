/** Chains of words that end in an assertion: `assert.are_not.equal(1, 2)`, `expect(x).to.be.a("string")`, `match.is_number()`. */
import type { Lua } from "../../api/lua.ts";
import { type HostCall, type HostRoutine, LuaMulti, type LuaTable, type LuaValue } from "../../api/values.ts";
import type { Assertion, CheckContext } from "./assertion.ts";
import { ASSERTIONS, FILLERS, FINAL_FILLERS, NEGATIONS } from "./assertions.ts";
import type { Spies } from "./spies.ts";
import { difference, type Helpers, isTable, type Part } from "./values.ts";

/** What the words before the assertion say. */
interface Opening {
  /** `assert` takes the subject among its arguments; `match` makes a matcher. */
  readonly form: "assert" | "expect" | "match";
  /** Of `expect`, and of `assert.spy(s)`. */
  readonly subject: LuaValue;
  readonly hasSubject: boolean;
  /** What `assert.message(...)` wants said of a failure. */
  readonly message?: string;
}

/** An assertion to be made later, of the arguments of a call. */
interface Matcher {
  readonly assertion: Assertion;
  readonly isNegated: boolean;
  readonly args: readonly LuaValue[];
}

/** What a sentence means. */
interface Meaning {
  readonly assertion: Assertion;
  readonly isNegated: boolean;
}

const MAX_WORDS = 16;

/** Words of `assert` that take a subject and go on: `assert.spy(s).was.called()`. */
const SUBJECTS: ReadonlySet<string> = new Set(["spy", "stub"]);

/** The vocabulary of assertions in one engine. */
export class Sentences {
  readonly #lua: Lua;
  readonly #helpers: Helpers;
  readonly #spies: Spies;
  /** Told of each assertion that fails, before it raises the error with this value. */
  readonly #failed: (value: LuaValue) => void;
  readonly #matchers = new Map<LuaTable, Matcher>();
  /** Chains of `assert` by their words. */
  readonly #chains = new Map<string, LuaTable>();

  constructor(lua: Lua, helpers: Helpers, spies: Spies, failed: (value: LuaValue) => void) {
    this.#lua = lua;
    this.#helpers = helpers;
    this.#spies = spies;
    this.#failed = failed;
  }

  /** The table `assert`; called, it is Lua's function of that name, whose failures count as those of assertions. */
  assert(): LuaTable {
    const opening: Opening = { form: "assert", subject: undefined, hasSubject: false };
    return this.#start(opening, (cx) => this.#plainAssert(cx));
  }

  /** The function `expect`. */
  expect(): LuaValue {
    return this.#lua.raw((cx) => this.#chain({ form: "expect", subject: cx.value(1), hasSubject: true }, []), {
      name: "expect",
    });
  }

  /** The table `match`: `match._`, `match.is_string()`. */
  match(): LuaTable {
    const table = this.#start({ form: "match", subject: undefined, hasSubject: false }, (cx) =>
      cx.error("match what?"),
    );
    const anything: Assertion = {
      arity: [0, 0],
      subjectAt: 0,
      // biome-ignore lint/correctness/useYield: whatever it is, there is nothing to ask
      *check() {
        return { holds: true, failure: "", negatedFailure: "" };
      },
    };
    table.rawSet("_", this.#matcher({ assertion: anything, isNegated: false, args: [] }));
    return table;
  }

  /** How many matchers there are, for {@link Sentences.forgetSince}. */
  get count(): number {
    return this.#matchers.size;
  }

  /** Forgets the matchers made since then. */
  forgetSince(count: number): void {
    for (const table of [...this.#matchers.keys()].slice(count)) this.#matchers.delete(table);
  }

  #start(opening: Opening, call: (cx: HostCall) => HostRoutine | LuaMulti | LuaTable): LuaTable {
    const lua = this.#lua;
    const table = lua.table();
    table.metatable = lua.table({
      __index: lua.raw((cx) => this.#next(cx, opening, []), { name: opening.form }),
      __call: lua.raw(call, { name: opening.form }),
    });
    return table;
  }

  /** The chain after one more field. */
  #next(cx: HostCall, opening: Opening, words: readonly string[]): LuaTable | undefined {
    const key = cx.value(2);
    if (typeof key !== "string") return undefined;
    const more = key
      .toLowerCase()
      .split("_")
      .filter((word) => word !== "");
    if (more.length === 0 || words.length + more.length > MAX_WORDS) return undefined;
    return this.#chain(opening, [...words, ...more]);
  }

  #chain(opening: Opening, words: readonly string[]): LuaTable {
    const isOnce = opening.hasSubject || opening.message !== undefined;
    const key = isOnce ? undefined : `${opening.form} ${words.join(" ")}`;
    const known = key === undefined ? undefined : this.#chains.get(key);
    if (known !== undefined) return known;
    const lua = this.#lua;
    const name = words.join("_");
    const chain = lua.table();
    chain.metatable = lua.table({
      __index: lua.raw((cx) => this.#next(cx, opening, words), { name }),
      __call: lua.raw((cx) => this.#call(cx, opening, words), { name }),
    });
    if (key !== undefined) this.#chains.set(key, chain);
    return chain;
  }

  #call(cx: HostCall, opening: Opening, words: readonly string[]): HostRoutine | LuaTable {
    const args: LuaValue[] = [];
    // the first argument of `__call` is the chain
    for (let i = 2; i <= cx.argc; i++) args.push(cx.value(i));
    if (opening.form === "assert" && words.length === 1) {
      const special = this.#special(cx, opening, words[0]!, args[0]);
      if (special !== undefined) return special;
    }
    const meaning = meaningOf(words);
    if (meaning === undefined) return cx.error(`'${opening.form} ${words.join(" ")}' is no assertion`);
    if (opening.form === "match") return this.#matcher({ ...meaning, args });
    return this.#check(cx, opening, meaning, args);
  }

  /** What words of `assert` give that are no assertions. */
  #special(cx: HostCall, opening: Opening, word: string, given: LuaValue): LuaTable | undefined {
    if (SUBJECTS.has(word)) return this.#chain({ ...opening, subject: given, hasSubject: true }, []);
    if (word === "message") return this.#chain({ ...opening, message: cx.string(2) }, []);
    return word === "snapshot" ? this.#snapshot() : undefined;
  }

  /** `assert:snapshot()`: an object that puts back what spies made from now on stand in for. */
  #snapshot(): LuaTable {
    const { count } = this.#spies;
    return this.#lua.table({ revert: this.#lua.raw(() => this.#spies.revertSince(count), { name: "revert" }) });
  }

  #matcher(matcher: Matcher): LuaTable {
    const table = this.#lua.table();
    this.#matchers.set(table, matcher);
    return table;
  }

  *#check(cx: HostCall, opening: Opening, { assertion, isNegated }: Meaning, given: readonly LuaValue[]): HostRoutine {
    const [least, most] = assertion.arity;
    const args = [...given];
    let { subject } = opening;
    let at = 0;
    if (!opening.hasSubject) {
      at = Math.min(assertion.subjectAt, Math.max(args.length - 1, 0));
      subject = args.splice(at, 1)[0];
    }
    // a trailing argument of `assert.xyz` is a message
    let message = opening.message === undefined ? "" : `${opening.message}\n`;
    if (args.length > most && typeof args[most] === "string") message = `${args[most]}\n`;
    args.length = Math.min(args.length, most);
    if (args.length < least) cx.error(`too few arguments (${least} expected beside the value)`);
    const verdict = yield* assertion.check(this.#context(cx), subject, args);
    if (verdict.holds === isNegated) this.#fail(cx, message + (isNegated ? verdict.negatedFailure : verdict.failure));
    return new LuaMulti(verdict.results ?? given);
  }

  #context(cx: HostCall): CheckContext {
    return {
      cx,
      helpers: this.#helpers,
      spyOf: (v) => this.#spies.of(v),
      fits: (expected, actual) => this.fits(cx, expected, actual),
    };
  }

  /** Whether a value fits one that is expected: a matcher's way, or by content. */
  *fits(cx: HostCall, expected: LuaValue, actual: LuaValue): Part<boolean> {
    const matcher = isTable(expected) ? this.#matchers.get(expected) : undefined;
    if (matcher === undefined) return (yield* difference(cx, this.#helpers, expected, actual)) === undefined;
    const verdict = yield* matcher.assertion.check(this.#context(cx), actual, matcher.args);
    return verdict.holds !== matcher.isNegated;
  }

  #plainAssert(cx: HostCall): LuaMulti {
    // the first argument of `__call` is `assert` itself
    if (cx.argc < 2) cx.error("bad argument #1 to 'assert' (value expected)");
    if (!cx.boolean(2)) {
      const value = cx.argc > 2 ? cx.value(3) : "assertion failed!";
      if (typeof value === "string") this.#fail(cx, value, 0);
      cx.error(value, 0);
    }
    const values: LuaValue[] = [];
    for (let i = 2; i <= cx.argc; i++) values.push(cx.value(i));
    return new LuaMulti(values);
  }

  #fail(cx: HostCall, text: string, level = 1): never {
    try {
      return cx.error(text, level);
    } catch (error) {
      this.#failed((error as { readonly value?: LuaValue }).value);
      throw error;
    }
  }
}

/** The longest assertion at the end of the words, when the rest are fillers and negations. */
function meaningOf(words: readonly string[]): Meaning | undefined {
  for (let length = Math.min(4, words.length); length > 0; length--) {
    const name = words.slice(-length).join("_");
    const assertion = ASSERTIONS.get(name) ?? FINAL_FILLERS.get(name);
    if (assertion === undefined) continue;
    const rest = words.slice(0, -length);
    if (!rest.every((word) => FILLERS.has(word) || NEGATIONS.has(word))) continue;
    return { assertion, isNegated: rest.filter((word) => NEGATIONS.has(word)).length % 2 === 1 };
  }
  return undefined;
}
