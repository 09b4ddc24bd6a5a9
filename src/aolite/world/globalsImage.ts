/**
 * What a host program has among its globals that is no scalar (AO 7.8), as data: tables and functions with all that they refer to.
 * Processes are born with copies of it; logs and states hold it, so that a world can be made again without its host.
 */
import { LuaFloat } from "../../base/luaFloat.ts";
import { dump } from "../../compiler/bytecode/dump.ts";
import type { Proto } from "../../compiler/bytecode/proto.ts";
import { undump } from "../../compiler/bytecode/undump.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { Closure, type LuaValue, NativeFunction, UpValue } from "../../vm/value.ts";
import { AoError } from "./aoError.ts";
import { type PackedPart, packScalar, unpackScalar } from "./packing.ts";

/** A scalar; a node by its number; a function of the libraries by table ("" for the globals) and name. */
type Part = PackedPart | { readonly n: readonly [string, string] };

/** Nodes: `l` the table of a library, with what the host has put into it; `s` the metatable of strings; `_G`. */
type Node =
  | { readonly k: "t"; readonly e: readonly Part[]; readonly m?: Part }
  | { readonly k: "l"; readonly name: string; readonly e: readonly Part[] }
  | { readonly k: "s" | "g" }
  | { readonly k: "c"; readonly code: number; readonly u: readonly Part[] }
  | { readonly k: "b"; readonly v: Part };

/** See the file comment. */
export interface GlobalsImage {
  /** By name. */
  readonly own: readonly (readonly [string, Part])[];
  readonly nodes: readonly Node[];
  /** Functions as `string.dump` writes them: byte strings. */
  readonly codes: readonly string[];
}

export const NO_GLOBALS: GlobalsImage = Object.freeze({ own: [], nodes: [], codes: [] });

/** Objects in an image at most: a program may refer to all of itself. */
const MOST_NODES = 20_000;

/** Libraries whose functions a process does not get (AO 7.8). */
const WITHHELD: ReadonlySet<string> = new Set(["_G", "io", "package", "debug", "channel", "task"]);

type Thing = LuaTable | Closure | UpValue;

// ------------------------------------------------------------------ taking it

/**
 * The image of a host's globals. `target`: a fresh process, whose own functions are the only natives in it; `isLeftOut`: tables
 * that stand for something of the simulator.
 */
export function takeGlobals(
  source: CallContext,
  target: CallContext,
  isLeftOut: (v: LuaTable) => boolean,
): GlobalsImage {
  return new Taking(source, target, isLeftOut).take();
}

const DUMPS: WeakMap<Proto, string> = new WeakMap();

function dumped(proto: Proto): string {
  let text = DUMPS.get(proto);
  if (text === undefined) {
    text = dump(proto, false);
    DUMPS.set(proto, text);
  }
  return text;
}

class Taking {
  readonly #source: CallContext;
  readonly #target: CallContext;
  readonly #isLeftOut: (v: LuaTable) => boolean;
  readonly #natives: Map<unknown, readonly [string, string]>;
  readonly #numbers: Map<Thing, number> = new Map();
  readonly #things: Thing[] = [];
  /** Tables of libraries by name. */
  readonly #libraries: Map<Thing, string> = new Map();
  readonly #codes: Map<Proto, number> = new Map();

  constructor(source: CallContext, target: CallContext, isLeftOut: (v: LuaTable) => boolean) {
    this.#source = source;
    this.#target = target;
    this.#isLeftOut = isLeftOut;
    this.#natives = nativesOf(target);
  }

  take(): GlobalsImage {
    const { globals, loaded } = this.#source;
    const own: [string, Part][] = [];
    globals.forEachEntry((key: LuaValue, value: LuaValue) => {
      if (typeof key !== "string" || WITHHELD.has(key)) return;
      const isModule = value instanceof LuaTable && loaded.getStr(key) === value;
      if (isModule && this.#target.globals.getStr(key) instanceof LuaTable) this.#libraries.set(value, key);
    });
    globals.forEachEntry((key: LuaValue, value: LuaValue) => {
      if (typeof key !== "string" || WITHHELD.has(key) || typeof value !== "object") return;
      if (this.#libraries.has(value as Thing)) return;
      if (value instanceof NativeFunction && this.#target.globals.getStr(key) !== undefined) return;
      const part = this.#part(value);
      if (part !== null) own.push([key, part]);
    });
    for (const library of this.#libraries.keys()) {
      if (this.#ownEntries(library as LuaTable).length > 0) this.#object(library);
    }
    const nodes: Node[] = [];
    // it grows while it is gone through
    for (const thing of this.#things) nodes.push(this.#node(thing));
    return { own, nodes, codes: [...this.#codes.keys()].map(dumped) };
  }

  #part(v: LuaValue): Part {
    if (typeof v !== "object" || v instanceof LuaFloat) return packScalar(v);
    if (v instanceof NativeFunction) {
      const path = v.upvalues.length > 0 ? undefined : this.#natives.get(v.impl);
      return path === undefined ? null : { n: path };
    }
    if (v instanceof LuaTable && this.#isLeftOut(v)) return null;
    return v instanceof LuaTable || v instanceof Closure ? this.#object(v) : null;
  }

  #object(thing: Thing): Part {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      if (this.#things.length >= MOST_NODES) return null;
      number = this.#things.push(thing) - 1;
      this.#numbers.set(thing, number);
    }
    return { t: number };
  }

  #node(thing: Thing): Node {
    if (thing instanceof UpValue) return { k: "b", v: this.#part(thing.v) };
    if (thing instanceof Closure) {
      const { proto } = thing.code;
      const code = this.#codes.get(proto) ?? this.#codes.size;
      this.#codes.set(proto, code);
      return { k: "c", code, u: thing.upvalues.map((box) => this.#object(box)) };
    }
    if (thing === this.#source.globals) return { k: "g" };
    if (thing === this.#source.stringMeta) return { k: "s" };
    const name = this.#libraries.get(thing);
    const e = (name === undefined ? entriesOf(thing) : this.#ownEntries(thing)).flatMap(([key, value]): Part[] => {
      const [k, v] = [this.#part(key), this.#part(value)];
      return k === null || v === null ? [] : [k, v];
    });
    if (name !== undefined) return { k: "l", name, e };
    const meta = thing.meta === null ? null : this.#part(thing.meta);
    return meta === null ? { k: "t", e } : { k: "t", e, m: meta };
  }

  /** What the host has put into the table of a library. */
  #ownEntries(library: LuaTable): (readonly [LuaValue, LuaValue])[] {
    const mine = this.#target.globals.getStr(this.#libraries.get(library)!) as LuaTable;
    return entriesOf(library).filter(([key, value]) => {
      if (typeof key !== "string" || value instanceof NativeFunction || value === mine.getStr(key)) return false;
      return value instanceof LuaTable || value instanceof Closure || mine.getStr(key) === undefined;
    });
  }
}

function entriesOf(table: LuaTable): (readonly [LuaValue, LuaValue])[] {
  const entries: (readonly [LuaValue, LuaValue])[] = [];
  table.forEachEntry((key: LuaValue, value: LuaValue) => entries.push([key, value]));
  return entries;
}

/** Where native functions are among the globals of a process and in its libraries, by what they do: each engine has its own. */
function nativesOf({ globals }: CallContext): Map<unknown, readonly [string, string]> {
  const natives = new Map<unknown, readonly [string, string]>();
  const note = (table: LuaTable, name: string): void =>
    table.forEachEntry((key: LuaValue, value: LuaValue) => {
      if (typeof key !== "string" || !(value instanceof NativeFunction) || value.upvalues.length > 0) return;
      if (!natives.has(value.impl)) natives.set(value.impl, [name, key]);
    });
  note(globals, "");
  globals.forEachEntry((key: LuaValue, value: LuaValue) => {
    if (typeof key === "string" && value instanceof LuaTable && value !== globals) note(value, key);
  });
  return natives;
}

// ------------------------------------------------------------------ giving it

/** Gives a process copies of what an image says; names that it has already stay as they are. @throws AoError for a corrupt image */
export function giveGlobals(image: GlobalsImage, target: CallContext): void {
  if (image.own.length > 0 || image.nodes.length > 0) new Giving(image, target).give();
}

const PROTOS: WeakMap<GlobalsImage, readonly Proto[]> = new WeakMap();

function protosOf(image: GlobalsImage, { version }: CallContext): readonly Proto[] {
  let protos = PROTOS.get(image);
  if (protos === undefined) {
    protos = image.codes.map((code) => undump(code, "=globals", version));
    PROTOS.set(image, protos);
  }
  return protos;
}

class Giving {
  readonly #image: GlobalsImage;
  readonly #target: CallContext;
  readonly #things: Thing[];

  constructor(image: GlobalsImage, target: CallContext) {
    this.#image = image;
    this.#target = target;
    const protos = protosOf(image, target);
    this.#things = image.nodes.map((node) => this.#shell(node, protos));
  }

  #shell(node: Node, protos: readonly Proto[]): Thing {
    const { globals, stringMeta } = this.#target;
    switch (node.k) {
      case "g":
        return globals;
      case "s":
        return stringMeta ?? this.#target.newTable();
      case "b":
        return new UpValue(undefined);
      case "c": {
        const proto = protos[node.code] ?? corrupt();
        return node.u.length === proto.upvalues.length ? new Closure(this.#target.codeOf(proto), []) : corrupt();
      }
      case "l":
        return this.#library(node.name) ?? this.#target.newTable();
      case "t":
        return this.#target.newTable();
      default:
        return corrupt();
    }
  }

  #library(name: string): LuaTable | undefined {
    const table = this.#target.globals.getStr(name) as LuaValue;
    return table instanceof LuaTable ? table : undefined;
  }

  give(): void {
    const { own, nodes } = this.#image;
    const { globals } = this.#target;
    // before anything is put there
    const found = own.map(
      ([name, part]) => [name, globals.getStr(name) === undefined ? this.#value(part) : undefined] as const,
    );
    for (const [i, node] of nodes.entries()) this.#fill(node, this.#things[i]!);
    for (const [name, value] of found) if (value !== undefined) globals.set(name, value);
  }

  #value(part: Part): LuaValue {
    if (typeof part === "object" && part !== null) {
      if ("t" in part) return (this.#things[part.t] as LuaTable | Closure | undefined) ?? corrupt();
      if ("n" in part) {
        const [library, name] = part.n;
        const table = library === "" ? this.#target.globals : this.#library(library);
        const native = table?.getStr(name) as LuaValue;
        return native instanceof NativeFunction ? native : undefined;
      }
    }
    return unpackScalar(part);
  }

  #fill(node: Node, thing: Thing): void {
    if (node.k === "b") (thing as UpValue).v = this.#value(node.v);
    else if (node.k === "c") {
      for (const part of node.u) {
        const box = part === null ? undefined : this.#things[(part as { readonly t: number }).t];
        (thing as Closure).upvalues.push(box instanceof UpValue ? box : new UpValue(undefined));
      }
    } else if (node.k === "t" || node.k === "l") {
      const table = thing as LuaTable;
      for (let i = 0; i < node.e.length; i += 2) {
        const [key, value] = [this.#value(node.e[i]!), this.#value(node.e[i + 1]!)];
        if (key !== undefined && value !== undefined) table.set(key, value);
      }
      const meta = node.k === "l" || node.m === undefined ? undefined : this.#value(node.m);
      if (meta instanceof LuaTable) table.meta = meta;
    }
  }
}

function corrupt(): never {
  throw new AoError("corrupt globals");
}
