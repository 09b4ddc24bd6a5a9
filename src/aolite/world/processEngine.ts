/** One process in its engine: opening it, running functions of it, and what crosses its border. */
import { newSlots, packed } from "../../vm/arrays.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { AbortFault, ExitRequest, LimitFault, LuaThrow } from "../../vm/errors.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { Run } from "../../vm/run.ts";
import type { MachineLimits } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction } from "../../vm/types.ts";
import type { LuaFunction, LuaValue } from "../../vm/value.ts";
import { listOfItems, newList } from "../runtime/core.ts";
import { openRuntime, type Runtime, runtimeOf } from "../runtime/index.ts";
import { newOutbox, tag } from "../runtime/outbox.ts";
import { bintClasses } from "./bintClasses.ts";
import { type Copied, CopiedTable, copyIn, copyOut } from "./copied.ts";
import { type EngineKit, TAGS_AFTER } from "./engineKit.ts";
import type { Message, Tag } from "./message.ts";

const AO_OUTBOX = new FieldSite("outbox");
const ENV_AO = new FieldSite("ao");
const OUTBOX_OUTPUT = new FieldSite("Output");
const OUTPUT_DATA = new FieldSite("data");

/** Registry keys: the list of the process's tags, its `Process` table, and the table of a Lua module that is the process. */
const TAGS = "aolite.tags";
const PROCESS = "aolite.process";
const CUSTOM = "aolite.custom";

const REGISTERED_TAGS = new FieldSite(TAGS);
const REGISTERED_PROCESS = new FieldSite(PROCESS);
const REGISTERED_CUSTOM = new FieldSite(CUSTOM);

/** What is beyond a run's own limits. */
export interface RunBudget {
  /** Units of gas. */
  readonly instructions: number;
  /** Live bytes of the engine. */
  readonly memory: number;
}

export const NO_BUDGET: RunBudget = Object.freeze({
  instructions: Number.POSITIVE_INFINITY,
  memory: Number.POSITIVE_INFINITY,
});

/** How running a function ended. */
export type Outcome =
  | { readonly ok: true; readonly values: readonly LuaValue[]; readonly used: number }
  | {
      readonly ok: false;
      /** The error as text. */
      readonly text: string;
      /** The error value. */
      readonly value: LuaValue;
      /** A limit ended it: the program cannot have caught it. */
      readonly limit: boolean;
      readonly used: number;
    };

/** See the file comment. */
export class ProcessEngine {
  readonly cx: CallContext;
  readonly kit: EngineKit;
  readonly runtime: Runtime;

  /** @param runtime that of the engine, when it has one */
  constructor(kit: EngineKit, cx: CallContext, runtime: Runtime) {
    this.kit = kit;
    this.cx = cx;
    this.runtime = runtime;
  }

  /** A process that has not booted. */
  static open(
    kit: EngineKit,
    cx: CallContext,
    identity: { readonly id: string; readonly module: string },
  ): ProcessEngine {
    const runtime = openRuntime(cx, cx.globals, identity);
    // within a process this name stands for what the process has of it (AO 8.9)
    cx.loaded.setStr("aolite", runtime.ao);
    return new ProcessEngine(kit, cx, runtime);
  }

  /** The process in an engine whose state has been restored or copied. */
  static of(kit: EngineKit, cx: CallContext): ProcessEngine {
    return new ProcessEngine(kit, cx, runtimeOf(cx)!);
  }

  /** Runs a function to its end. */
  run(fn: LuaValue, args: readonly LuaValue[], budget: RunBudget = NO_BUDGET): Outcome {
    const { cx } = this;
    const run = new Run(cx, fn, args, { canWait: false, suspends: false, limits: this.#limitsFor(budget) });
    run.budget = budget.instructions;
    this.#mindLimit(budget.memory);
    try {
      const values = run.step(Number.MAX_SAFE_INTEGER)!;
      return { ok: true, values, used: run.used };
    } catch (thrown) {
      const { used } = run;
      if (thrown instanceof LuaThrow) {
        return { ok: false, text: this.textOf(thrown.value), value: thrown.value, limit: false, used };
      }
      if (thrown instanceof LimitFault) {
        const text = `limit exceeded: ${thrown.limit}`;
        return { ok: false, text, value: text, limit: true, used };
      }
      if (thrown instanceof AbortFault || thrown instanceof ExitRequest) {
        const text = "the process ended itself";
        return { ok: false, text, value: text, limit: true, used };
      }
      throw thrown;
    }
  }

  /** The census that was due by looser limits may come too late for this one. */
  #mindLimit(memory: number): void {
    const { cx } = this;
    if (memory >= cx.limits.memory) return;
    const { live, allocatedBefore } = cx.collector;
    const left = Math.max(memory - (live + cx.allocated - allocatedBefore), Math.floor(memory / 16));
    if (left < cx.allocationDebt) cx.allocationDebt = left;
  }

  #limitsFor(budget: RunBudget): MachineLimits | undefined {
    const { limits } = this.cx;
    return budget.memory < limits.memory ? { ...limits, memory: budget.memory } : undefined;
  }

  /** An error value as text; never fails and calls nothing. */
  textOf(v: LuaValue): string {
    return this.cx.plainTostring(v);
  }

  /** A value for this engine. */
  take(v: Copied): LuaValue {
    return copyIn(this.cx, v, bintClasses);
  }

  /** The `ao` of the program as it is now; the runtime's own when the program has put something else there. */
  get ao(): LuaTable {
    const ao = ENV_AO.of(this.runtime.env);
    return ao instanceof LuaTable ? ao : this.runtime.ao;
  }

  /** A field of `ao` that the program may have replaced, if it can be called. */
  aoFunction(name: string): LuaFunction | undefined {
    const fn = (this.ao.getStr(name) ?? this.runtime.ao.getStr(name)) as LuaValue;
    return isFunction(fn) ? fn : undefined;
  }

  get outbox(): LuaTable | undefined {
    const outbox = AO_OUTBOX.of(this.ao) ?? AO_OUTBOX.of(this.runtime.ao);
    return outbox instanceof LuaTable ? outbox : undefined;
  }

  /** A fresh outbox (AO 2). */
  clearOutbox(): void {
    const { ao } = this;
    const outbox = newOutbox(this.cx);
    if (!ao.isFrozen) ao.setStr("outbox", outbox);
  }

  /** The text that was printed since the outbox was last cleared. */
  get printed(): string {
    const { outbox } = this;
    const output = outbox === undefined ? undefined : OUTBOX_OUTPUT.of(outbox);
    const data = output instanceof LuaTable ? OUTPUT_DATA.of(output) : undefined;
    return typeof data === "string" ? data : "";
  }

  /** A message as `process.handle` takes it (AO 1.4). */
  messageTable(message: Message): LuaTable {
    const { cx } = this;
    const { names, values } = message.fields;
    const shape = this.kit.messageShape(names);
    const tags = this.tagList(message.tags);
    const table = cx.newTable(0, names.length + 1);
    if (shape === null) {
      for (let i = 0; i < names.length; i++) {
        table.setStr(names[i]!, this.take(values[i]));
        if (names[i] === TAGS_AFTER) table.setStr("Tags", tags);
      }
      table.setStr("Tags", tags);
      return table;
    }
    const { slots } = table;
    let at = 0;
    for (let i = 0; i < names.length; i++) {
      const value = values[i];
      slots[at++] = value instanceof CopiedTable ? this.take(value) : value;
      if (names[i] === TAGS_AFTER) slots[at++] = tags;
    }
    if (at === names.length) slots[at] = tags;
    table.shape = shape;
    return table;
  }

  tagList(tags: readonly Tag[]): LuaTable {
    const { cx } = this;
    if (tags.length === 0) return newList(cx);
    const items = tags.length === 1 ? packed(undefined) : newSlots(tags.length, undefined);
    for (let i = 0; i < tags.length; i++) {
      const { name, value } = tags[i]!;
      const text = value instanceof CopiedTable ? this.take(value) : value;
      items[i] = tag(cx, name instanceof CopiedTable ? this.take(name) : name, text);
    }
    return listOfItems(cx, items);
  }

  /** Says who the process is; for {@link environment}. */
  setIdentity(id: string, owner: string, tags: readonly Tag[]): void {
    const { cx } = this;
    const process = cx.newTable(0, 4);
    process.setStr("Id", id);
    process.setStr("Owner", owner);
    const list = this.tagList(tags);
    process.setStr("Tags", list);
    cx.registry.setStr(PROCESS, process);
    cx.registry.setStr(TAGS, list);
  }

  /**
   * The `env` of `process.handle`: each call changes it in place, so it begins anew each time. Programs see it too; one that
   * changes the id must not take its own messages for those of others.
   */
  environment(id: string): LuaTable {
    const { cx } = this;
    const process = REGISTERED_PROCESS.of(cx.registry) as LuaTable;
    process.setStr("Id", id);
    process.setStr("TagArray", undefined);
    process.setStr("Tags", REGISTERED_TAGS.of(cx.registry));
    const env = cx.newTable(0, 1);
    env.setStr("Process", process);
    return env;
  }

  /** The table of the Lua module that is the process (AO 7.7). */
  get custom(): LuaTable | undefined {
    const table = REGISTERED_CUSTOM.of(this.cx.registry);
    return table instanceof LuaTable ? table : undefined;
  }

  set custom(table: LuaTable) {
    this.cx.registry.setStr(CUSTOM, table);
  }

  /** A copy of a value at a path of names among the globals: "Handlers.list.1.name". */
  inspect(path: string): Copied {
    let v: LuaValue = this.runtime.env;
    for (const name of path === "" ? [] : path.split(".")) {
      if (!(v instanceof LuaTable)) return undefined;
      const plain = v.getStr(name) as LuaValue;
      v = plain === undefined && /^-?\d+$/.test(name) ? (v.get(Number(name)) as LuaValue) : plain;
    }
    return copyOut(v);
  }
}
