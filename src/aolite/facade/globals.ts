/**
 * What a process finds among its globals of the host program's (AO 7.8): copies of its variables as they are when the process
 * is spawned, functions with all that they refer to. Natives are not copied: a process has its own, and only those.
 */
import { LuaFloat } from "../../base/luaFloat.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { Closure, type LuaValue, NativeFunction, UpValue } from "../../vm/value.ts";
import { CopiedTable } from "../world/copied.ts";
import type { ProcessEngine } from "../world/processEngine.ts";
import { PACKAGE_PATH } from "../world/spawning.ts";

/** Objects copied for one process at most: a program may refer to all of itself. */
const MOST_COPIES = 20_000;

/** Libraries whose functions a process does not get (AO 7.8). */
const WITHHELD: ReadonlySet<string> = new Set(["_G", "io", "package", "debug", "channel", "task"]);

type Thing = LuaTable | Closure | UpValue;

/** The part of the host's globals that is plain, and its path for modules: `Core.globals`. */
export function plainGlobals(cx: CallContext): CopiedTable {
  const plain = new CopiedTable();
  cx.charge(cx.globals.entryCount() >> 2);
  cx.globals.forEachEntry((key: LuaValue, value: LuaValue) => {
    if (typeof key !== "string" || key === "_VERSION" || typeof value === "object") return;
    plain.keys.push(key);
    plain.values.push(value);
  });
  const library = cx.globals.getStr("package") as LuaValue;
  const path = library instanceof LuaTable ? (library.getStr("path") as LuaValue) : undefined;
  if (typeof path === "string") {
    plain.keys.push(PACKAGE_PATH);
    plain.values.push(path);
  }
  return plain;
}

/** See the file comment. `isForeign`: what stands for something of another process. */
export function copyGlobals(source: CallContext, engine: ProcessEngine, isForeign: (v: LuaTable) => boolean): void {
  new GlobalsCopy(source, engine, isForeign).copy();
}

class GlobalsCopy {
  readonly #isForeign: (v: LuaTable) => boolean;
  readonly #source: CallContext;
  readonly #target: CallContext;
  readonly #copies: Map<Thing, Thing> = new Map();
  readonly #pending: Thing[] = [];
  readonly #natives: Set<NativeFunction> = new Set();

  constructor(source: CallContext, engine: ProcessEngine, isForeign: (v: LuaTable) => boolean) {
    this.#isForeign = isForeign;
    this.#source = source;
    this.#target = engine.cx;
  }

  copy(): void {
    const from = this.#source.globals;
    const to = this.#target.globals;
    this.#copies.set(from, to);
    if (this.#source.stringMeta !== null && this.#target.stringMeta !== null) {
      this.#copies.set(this.#source.stringMeta, this.#target.stringMeta);
    }
    this.#noteNatives(to);
    const own: [string, LuaValue][] = [];
    const libraries: [LuaTable, LuaTable][] = [];
    from.forEachEntry((key: LuaValue, value: LuaValue) => {
      if (typeof key !== "string" || WITHHELD.has(key)) return;
      const mine = to.getStr(key) as LuaValue;
      if (mine === undefined && typeof value === "object") own.push([key, value]);
      else if (mine instanceof LuaTable && value instanceof LuaTable && this.#source.loaded.getStr(key) === value) {
        this.#copies.set(value, mine);
        this.#noteNatives(mine);
        libraries.push([value, mine]);
      }
    });
    for (const [library, mine] of libraries) {
      library.forEachEntry((key: LuaValue, value: LuaValue) => {
        if (typeof key !== "string" || value instanceof NativeFunction || value === mine.get(key)) return;
        if (value instanceof LuaTable || value instanceof Closure || mine.get(key) === undefined)
          this.#set(mine, key, value);
      });
    }
    for (const [key, value] of own) this.#set(to, key, value);
    for (let thing = this.#pending.pop(); thing !== undefined; thing = this.#pending.pop()) this.#fill(thing);
  }

  #set(table: LuaTable, key: string, value: LuaValue): void {
    const copy = this.#value(value);
    if (copy !== undefined) table.set(key, copy);
  }

  #noteNatives(table: LuaTable): void {
    table.forEachEntry((_: LuaValue, value: LuaValue) => {
      if (value instanceof NativeFunction && value.upvalues.length === 0) this.#natives.add(value);
    });
  }

  #value(v: LuaValue): LuaValue {
    if (typeof v !== "object" || v instanceof LuaFloat) return v;
    if (v instanceof NativeFunction) return this.#natives.has(v) ? v : undefined;
    if (v instanceof LuaTable && (this.#isForeign(v) || this.#isFacade(v))) return undefined;
    return v instanceof LuaTable || v instanceof Closure ? (this.#object(v) as LuaValue) : undefined;
  }

  #isFacade(table: LuaTable): boolean {
    const send = table.getStr("spawnProcess") as LuaValue;
    return send instanceof NativeFunction && send.name.startsWith("aolite.");
  }

  #object(thing: Thing): Thing | undefined {
    const known = this.#copies.get(thing);
    if (known !== undefined) return known;
    if (this.#copies.size >= MOST_COPIES) return undefined;
    let copy: Thing;
    if (thing instanceof LuaTable) copy = this.#target.newTable();
    else if (thing instanceof Closure) copy = new Closure(this.#target.codeOf(thing.code.proto), []);
    else copy = new UpValue(undefined);
    this.#copies.set(thing, copy);
    this.#pending.push(thing);
    return copy;
  }

  #fill(thing: Thing): void {
    const copy = this.#copies.get(thing)!;
    if (thing instanceof LuaTable) {
      const table = copy as LuaTable;
      thing.forEachEntry((key: LuaValue, value: LuaValue) => {
        const k = this.#value(key);
        const v = this.#value(value);
        if (k !== undefined && v !== undefined) table.set(k, v);
      });
      if (thing.meta !== null) table.meta = (this.#value(thing.meta) as LuaTable | undefined) ?? null;
    } else if (thing instanceof Closure) {
      for (const box of thing.upvalues) {
        (copy as Closure).upvalues.push((this.#object(box) as UpValue | undefined) ?? new UpValue(undefined));
      }
    } else (copy as UpValue).v = this.#value(thing.v);
  }
}
