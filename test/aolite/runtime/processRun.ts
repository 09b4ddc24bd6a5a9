/** A process on its own, driven by hand as a host would: programs are Lua, messages go to `process.handle`. */

import { SEARCH_MODULES } from "../../../src/aolite/modules/index.ts";
import { openRuntime, type Runtime } from "../../../src/aolite/runtime/index.ts";
import { librariesOf } from "../../../src/api/options.ts";
import { isNumber, toDouble } from "../../../src/base/luaFloat.ts";
import { COMPILER } from "../../../src/compiler/compile.ts";
import { openLibraries } from "../../../src/stdlib/index.ts";
import { loadChunk } from "../../../src/stdlib/load.ts";
import { insertSearchers } from "../../../src/stdlib/require.ts";
import { CallContext } from "../../../src/vm/callContext.ts";
import { LuaThrow } from "../../../src/vm/errors.ts";
import { callFromHost } from "../../../src/vm/run.ts";
import { DEFAULT_LIMITS } from "../../../src/vm/state.ts";
import { LuaTable } from "../../../src/vm/table.ts";
import type { LuaValue } from "../../../src/vm/value.ts";

export type Plain = undefined | boolean | number | bigint | string | Plain[] | { [key: string]: Plain };

/** Any Lua value for comparison: lists as arrays, other tables as objects, functions as "function". */
export function plain(v: LuaValue): Plain {
  if (v === undefined || typeof v === "boolean" || typeof v === "string" || typeof v === "bigint") return v;
  if (isNumber(v)) return toDouble(v);
  if (!(v instanceof LuaTable)) return "function";
  const keys: LuaValue[] = [];
  v.forEachEntry((key: LuaValue) => keys.push(key));
  if (keys.length === v.length()) return keys.map((key) => plain(v.get(key) as LuaValue));
  return Object.fromEntries(keys.map((key) => [String(plain(key)), plain(v.get(key) as LuaValue)]));
}

export const OWNER = "OWNER";

/** What a message is made of: root fields, and Tags as a list. */
export interface Fields {
  readonly From?: string;
  readonly Owner?: string;
  readonly Target?: string;
  readonly Id?: string;
  readonly Data?: LuaValue;
  readonly Timestamp?: LuaValue;
  readonly tags?: Readonly<Record<string, LuaValue>> | readonly (readonly [string, LuaValue])[];
  readonly root?: Readonly<Record<string, LuaValue>>;
}

export interface ProcessOptions {
  readonly id?: string;
  readonly owner?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
  readonly version?: "5.3" | "5.4";
  readonly readData?: (txid: string) => string | undefined;
}

export function newState(version: "5.3" | "5.4" = "5.3"): CallContext {
  const cx = new CallContext(version, {}, DEFAULT_LIMITS);
  cx.compiler = COMPILER;
  openLibraries(cx, librariesOf(version, "all"));
  insertSearchers(cx, [SEARCH_MODULES]);
  return cx;
}

export class ProcessRun {
  readonly cx: CallContext;
  readonly runtime: Runtime;
  readonly id: string;
  readonly env: LuaTable;
  #reference = 0;

  constructor(options: ProcessOptions = {}) {
    const { id = "PID", tags = {}, version = "5.3", readData } = options;
    const owner = "owner" in options ? options.owner : OWNER;
    this.cx = newState(version);
    this.id = id;
    this.runtime = openRuntime(this.cx, this.cx.globals, { id, module: "MODULE", readData });
    this.cx.globals.setStr("Owner", owner);
    this.env = this.#table({
      Process: this.#table({ Id: id, Owner: owner, Tags: this.#tags(Object.entries(tags)) }),
    });
  }

  /** Runs Lua code with the globals of the process. */
  run(source: string, ...args: LuaValue[]): LuaValue[] {
    const chunk = loadChunk(this.cx, source, "=program", "t", this.cx.globals);
    if (typeof chunk === "string") throw new Error(chunk);
    return callFromHost(this.cx, chunk, args);
  }

  /** The first result of an expression. */
  get(expression: string): Plain {
    return plain(this.run(`return ${expression}`)[0]);
  }

  /** The error that code raises. */
  errorOf(source: string): Plain {
    try {
      this.run(source);
    } catch (thrown) {
      if (thrown instanceof LuaThrow) return plain(thrown.value);
      throw thrown;
    }
    throw new Error("no error");
  }

  /** A message as the simulator delivers it. */
  message(fields: Fields): LuaTable {
    const { From = OWNER, Owner = From, Target = this.id, Data, Timestamp = 1_000, tags = {}, root = {} } = fields;
    const reference = String(++this.#reference);
    const list = Array.isArray(tags) ? (tags as readonly (readonly [string, LuaValue])[]) : Object.entries(tags);
    return this.#table({
      From,
      Owner,
      Target,
      Data,
      Timestamp,
      Id: fields.Id ?? `${From}#${reference}`,
      "Block-Height": 0,
      Module: "SENDER-MODULE",
      Tags: this.#tags([
        ...(list.some(([name]) => name === "Type") ? [] : ([["Type", "Message"]] as const)),
        ["Reference", reference],
        ...list,
      ]),
      ...root,
    });
  }

  /** The response to a message. */
  handle(fields: Fields): { [key: string]: Plain } {
    return plain(this.respond(this.message(fields))) as { [key: string]: Plain };
  }

  respond(msg: LuaTable): LuaTable {
    return callFromHost(this.cx, this.runtime.handle, [msg, this.env])[0] as LuaTable;
  }

  /** The response to code of the owner's. */
  eval(code: string): { [key: string]: Plain } {
    return this.handle({ tags: { Action: "Eval" }, Data: code });
  }

  /** What was printed, without colors. */
  static shown(response: { [key: string]: Plain }): string {
    const text = (response.Error ?? (response.Output as { data: string }).data) as string;
    return text.replaceAll(/\x1b\[\d+m/g, "");
  }

  #table(fields: Readonly<Record<string, LuaValue>>): LuaTable {
    const table = this.cx.newTable();
    for (const [key, v] of Object.entries(fields)) table.setStr(key, v);
    return table;
  }

  #tags(list: readonly (readonly [string, LuaValue])[]): LuaTable {
    const tags = this.cx.newTable();
    for (const [name, value] of list) tags.append(this.#table({ name, value }));
    return tags;
  }
}
