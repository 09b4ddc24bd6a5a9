/** Runs the tests of one file in one engine: `describe`, `it` and their kin, as busted users know them. */
import { LuaError, LuaExitError, LuaRuntimeError, LuaSyntaxError } from "../../api/errors.ts";
import type { Lua } from "../../api/lua.ts";
import type { HostCall, HostRoutine, LuaFunction, LuaInput, LuaTable, LuaValue } from "../../api/values.ts";
import { Block, type HookName, type Item } from "./block.ts";
import { keepGlobals } from "./insulation.ts";
import { mockLibrary } from "./mocks.ts";
import type { TestResult } from "./results.ts";
import { Sentences } from "./sentences.ts";
import { Spies } from "./spies.ts";
import { HELPERS_SOURCE, type Helpers, isFunction, isTable, show } from "./values.ts";

/** Options of {@link TestSuite}. */
export interface TestSuiteOptions {
  /** Name of the file, in results. */
  readonly file: string;
  /** Units of gas that each test, hook and block may use, what processes use included; default 2e9. */
  readonly instructions?: number;
  /** Runs only tests whose full names this accepts. */
  readonly filter?: (name: string) => boolean;
  /** Called with each result as it comes. */
  readonly onResult?: (result: TestResult) => void;
  /** Called before each test, and after it whatever came of it. */
  readonly beforeTest?: () => void;
  /**
   * Makes the run strict (AO 11.10): gives what went wrong in processes since it was last called. Tests, hooks and blocks in which
   * something did fail with it, unless they allow it.
   */
  readonly processErrors?: () => readonly string[];
}

/** What has happened to a test so far. */
interface Failure {
  readonly status: "fail" | "error" | "pending";
  readonly message: string;
  readonly traceback: string;
  readonly chunk: string | undefined;
  readonly line: number | undefined;
}

/** What is known of where something happened that happened in no line of Lua. */
const NOWHERE = { traceback: "", chunk: undefined, line: undefined } as const;

const GAS = 2e9;
/** For showing an error value. */
const DESCRIPTION_GAS = 1e6;

/** Names of the functions that declare blocks, tests and hooks. */
const BLOCKS = ["describe", "context", "insulate", "expose"];
const TESTS = ["it", "spec", "test"];
const HOOKS: Readonly<Record<string, HookName>> = {
  setup: "setup",
  lazy_setup: "setup",
  strict_setup: "setup",
  before_all: "setup",
  teardown: "teardown",
  lazy_teardown: "teardown",
  strict_teardown: "teardown",
  after_all: "teardown",
  before_each: "beforeEach",
  after_each: "afterEach",
};

/** See the file comment. An instance is for one run. */
export class TestSuite {
  readonly #lua: Lua;
  readonly #options: TestSuiteOptions;
  readonly #spies: Spies;
  readonly #sentences: Sentences;
  readonly #environment: LuaTable;
  /** Gives a value as text, as assertions show it. */
  readonly #show: LuaFunction;
  readonly results: TestResult[] = [];
  /** The block whose body is running; undefined while a test or hook is. */
  #open: Block | undefined;
  /** The error value of the last assertion that failed. */
  #failedWith: { readonly value: LuaValue } | undefined;
  /** The running test has said that it is pending, and why. */
  #pending: string | undefined;
  /** The running test or hook allows processes to fail. */
  #allowsErrors = false;
  /** What the running test wants called at its end. */
  #finallies: LuaFunction[] = [];

  /** Sees to it that `lua` knows the modules `luassert` and `busted`; its globals stay as they are. */
  constructor(lua: Lua, options: TestSuiteOptions) {
    this.#lua = lua;
    this.#options = options;
    const [equals, less, tostring, matches] = lua.runSync(HELPERS_SOURCE, { chunkName: "=perigee" });
    const helpers = { equals, less, tostring, matches } as unknown as Helpers;
    this.#spies = new Spies(lua, (cx, expected, actual) => this.#sentences.fits(cx, expected, actual));
    this.#sentences = new Sentences(lua, helpers, this.#spies, (value) => {
      this.#failedWith = { value };
    });
    this.#environment = this.#makeEnvironment();
    this.#show = lua.raw((cx) => shownValue(cx, helpers), { name: "show" });
  }

  /** The globals of test files: the engine's, and the vocabulary. */
  get environment(): LuaTable {
    return this.#environment;
  }

  #makeEnvironment(): LuaTable {
    const lua = this.#lua;
    const [assert, spy, stub] = [this.#sentences.assert(), this.#spies.spyLibrary(), this.#spies.stubLibrary()];
    const match = this.#sentences.match();
    const mock = mockLibrary(lua, this.#spies);
    const names: Record<string, LuaInput> = { assert, spy, stub, mock, match, expect: this.#sentences.expect() };
    for (const name of BLOCKS) names[name] = lua.raw((cx) => this.#declare(cx, name, true), { name });
    for (const name of TESTS) names[name] = lua.raw((cx) => this.#declare(cx, name, false), { name });
    for (const [name, hook] of Object.entries(HOOKS)) {
      names[name] = lua.raw(
        (cx) => {
          this.#declaring(cx, name).hooks[hook].push(cx.function(1));
        },
        { name },
      );
    }
    names.pending = lua.raw((cx) => this.#declarePending(cx), { name: "pending" });
    names.finally = lua.raw(
      (cx) => {
        this.#finallies.push(cx.function(1));
      },
      { name: "finally" },
    );
    names.allow_errors = lua.raw(() => this.#allowErrors(), { name: "allow_errors" });
    const environment = lua.table(names);
    environment.metatable = lua.table({ __index: lua.globals, __newindex: lua.globals });
    const modules: Record<string, LuaTable> = {
      luassert: assert,
      busted: environment,
      "luassert.spy": spy,
      "luassert.stub": stub,
      "luassert.mock": mock,
      "luassert.match": match,
    };
    for (const [name, table] of Object.entries(modules)) lua.preload(name, () => table);
    return environment;
  }

  /** Of a block whose body is running, otherwise of the test or hook. */
  #allowErrors(): void {
    if (this.#open === undefined) this.#allowsErrors = true;
    else this.#open.allowsErrors = true;
  }

  #declaring(cx: HostCall, name: string): Block {
    return this.#open ?? cx.error(`'${name}' inside a test`);
  }

  /** `describe("name", f)`, `describe(f)`; without `f` it gives a function that takes it: `describe "name" (f)`. */
  #declare(cx: HostCall, word: string, isBlock: boolean): LuaFunction | undefined {
    const { items } = this.#declaring(cx, word);
    const isNameless = isFunction(cx.value(1));
    const body = cx.opt(isNameless ? 1 : 2, (i) => cx.function(i));
    const item: Item = { name: isNameless ? word : cx.string(1), word, body, isBlock };
    items.push(item);
    if (body !== undefined) return undefined;
    return this.#lua.raw(
      (late) => {
        item.body = late.function(1);
      },
      { name: word },
    );
  }

  #declarePending(cx: HostCall): void {
    const reason = cx.string(1, "");
    if (this.#open !== undefined) {
      this.#open.items.push({ name: reason, word: "pending", body: undefined, isBlock: false });
      return;
    }
    this.#pending = reason;
    cx.error("pending", 0);
  }

  /** Runs the tests of a file. Tests that fail are results; nothing is thrown. @returns the results, in order */
  async run(source: string | Uint8Array, chunkName = `@${this.#options.file}`): Promise<readonly TestResult[]> {
    const root = new Block("", undefined);
    let main: LuaFunction;
    try {
      main = this.#lua.load(source as string, { chunkName, env: this.#environment });
    } catch (error) {
      this.#report(root, "(the file)", this.#failureOf(error));
      return this.results;
    }
    await this.#runBlock(root, main);
    return this.results;
  }

  async #runBlock(block: Block, body: LuaFunction): Promise<void> {
    this.#begin();
    this.#open = block;
    let failure = await this.#call(body);
    this.#open = undefined;
    failure = this.#judge(block, failure);
    const label = block.parent === undefined ? "(the file)" : "(the block)";
    if (failure !== undefined) this.#report(block, label, failure);
    if (!this.#hasTests(block)) return;
    const forget = this.#remember();
    const broken = await this.#runOnce(block, "setup");
    if (broken === undefined) {
      for (const item of block.items) {
        if (!item.isBlock) await this.#runTest(block, item);
        else await this.#runInner(new Block(item.name, block), item);
      }
    }
    await this.#runOnce(block, "teardown");
    forget();
  }

  /** Nothing has been said yet by the test, hook or block that is to be run. */
  #begin(): void {
    this.#finallies = [];
    this.#pending = undefined;
    this.#allowsErrors = false;
  }

  /** Runs a block in another one. */
  async #runInner(block: Block, { word, body }: Item): Promise<void> {
    if (body === undefined) {
      const message = `'${word}' without a function`;
      this.#report(block, "(the block)", { ...NOWHERE, status: "error", message });
      return;
    }
    if (word === "insulate") block.restore = keepGlobals(this.#lua);
    await this.#runBlock(block, body);
    block.restore?.();
    const { parent } = block;
    // what it did is to stay, beyond the insulated block that it is in
    if (word === "expose" && parent?.restore !== undefined) parent.restore = keepGlobals(this.#lua);
  }

  /** Runs the hooks around all tests of a block. @returns why they could not be run to their end */
  async #runOnce(block: Block, hook: "setup" | "teardown"): Promise<Failure | undefined> {
    this.#begin();
    const broken = await this.#callAll(block.hooks[hook]);
    const failure = this.#judge(block, broken);
    if (failure !== undefined) this.#report(block, `(${hook})`, failure);
    return broken;
  }

  /** What has happened, with errors of processes since the last time unless they are allowed. */
  #judge(block: Block, failure: Failure | undefined): Failure | undefined {
    const errors = this.#options.processErrors?.() ?? [];
    const isAllowed = this.#allowsErrors || block.chain.some(({ allowsErrors }) => allowsErrors);
    if (errors.length === 0 || isAllowed || failure?.status === "pending") return failure;
    const message = `unexpected errors in processes (allow_errors() allows them):\n${errors.map((text) => `  ${text}`).join("\n")}`;
    if (failure !== undefined) return { ...failure, message: `${failure.message}\n${message}` };
    return { ...NOWHERE, status: "fail", message };
  }

  /** @returns ends what is made from now on for a test or block: spies, which are put back, and matchers */
  #remember(): () => void {
    const [spies, matchers] = [this.#spies.count, this.#sentences.count];
    return () => {
      this.#spies.forgetSince(spies);
      this.#sentences.forgetSince(matchers);
    };
  }

  /** Whether there is anything to set up for. */
  #hasTests(block: Block): boolean {
    return block.items.some((item) => item.isBlock || this.#isWanted(block, item));
  }

  #isWanted(block: Block, item: Item): boolean {
    return this.#options.filter?.([...block.names, item.name].join(" ")) ?? true;
  }

  async #runTest(block: Block, item: Item): Promise<void> {
    if (!this.#isWanted(block, item)) return;
    const { body } = item;
    if (body === undefined) {
      this.#report(block, item.name, { ...NOWHERE, status: "pending", message: "" });
      return;
    }
    const forget = this.#remember();
    this.#begin();
    this.#options.beforeTest?.();
    const { chain } = block;
    let failure: Failure | undefined;
    for (const { hooks } of [...chain].reverse()) failure ??= await this.#callAll(hooks.beforeEach);
    failure ??= await this.#call(body);
    const after = [...this.#finallies.reverse(), ...chain.flatMap(({ hooks }) => hooks.afterEach)];
    for (const hook of after) {
      const late = await this.#call(hook);
      failure ??= late;
    }
    forget();
    this.#report(block, item.name, this.#judge(block, failure), body);
  }

  async #callAll(functions: readonly LuaFunction[]): Promise<Failure | undefined> {
    for (const fn of functions) {
      const failure = await this.#call(fn);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  async #call(fn: LuaFunction): Promise<Failure | undefined> {
    this.#failedWith = undefined;
    try {
      await fn.callWith({ limits: { instructions: this.#options.instructions ?? GAS } });
      return undefined;
    } catch (error) {
      const failure = this.#failureOf(error);
      const contents = failure.status === "error" ? await this.#contentsOf(error) : undefined;
      return contents === undefined ? failure : { ...failure, message: `an error object: ${contents}` };
    }
  }

  /** What is in an error value that is a table and does not say itself what it means. */
  async #contentsOf(error: unknown): Promise<string | undefined> {
    if (!(error instanceof LuaRuntimeError) || !isTable(error.value)) return undefined;
    if (error.value.metatable?.has("__tostring") === true) return undefined;
    try {
      const [text] = await this.#show.callWith({ limits: { instructions: DESCRIPTION_GAS } }, error.value);
      return String(text);
    } catch (thrown) {
      // things in it may take too long to say what they are
      if (!(thrown instanceof LuaError)) throw thrown;
      return undefined;
    }
  }

  #failureOf(error: unknown): Failure {
    if (!(error instanceof LuaError)) throw error;
    const { luaStack: traceback } = error;
    if (this.#pending !== undefined) {
      return { ...NOWHERE, status: "pending", message: this.#pending };
    }
    if (error instanceof LuaExitError) {
      const message = `the test ended the program with status ${error.status}`;
      return { status: "error", message, traceback, chunk: undefined, line: undefined };
    }
    if (error instanceof LuaSyntaxError) {
      const { message, chunk, line } = error;
      return { status: "error", message, traceback: "", chunk, line };
    }
    const at = error.traceback.find((frame) => frame.kind === "lua" || frame.kind === "main");
    const isFailure =
      error instanceof LuaRuntimeError && this.#failedWith !== undefined && this.#failedWith.value === error.value;
    return {
      status: isFailure ? "fail" : "error",
      message: error.message,
      traceback,
      chunk: at?.chunk,
      line: at?.line,
    };
  }

  #report(block: Block, name: string, failure: Failure | undefined, body?: LuaFunction): void {
    const { file } = this.#options;
    const result: TestResult = {
      file,
      blocks: block.names,
      name,
      status: failure?.status ?? "pass",
      ...(failure === undefined || failure.message === "" ? {} : { message: failure.message }),
      ...(failure === undefined || failure.traceback === "" ? {} : { traceback: failure.traceback }),
      chunk: failure?.chunk ?? body?.info.chunk ?? file,
      line: Math.max(failure?.line ?? body?.info.lineDefined ?? 0, 0),
    };
    this.results.push(result);
    this.#options.onResult?.(result);
  }
}

function* shownValue(cx: HostCall, helpers: Helpers): HostRoutine {
  return yield* show(cx, helpers, cx.value(1));
}
