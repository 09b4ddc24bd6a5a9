/**
 * What continuations and libraries keep, described so that it can be written in one order and read back with every part
 * checked. A continuation without a schema is one that waits for the host: it cannot be saved.
 */
import { LuaThrow } from "../errors.ts";
import { LuaTable } from "../table.ts";
import { Coroutine, type LuaValue } from "../value.ts";
import { malformed } from "./format.ts";

/** Writes the parts of a state; see encoder.ts. */
export interface StateWriter {
  value(v: LuaValue, label: string): void;
  unsigned(n: number): void;
  /** An object of the machine that is no Lua value: see `InternalKind`. */
  internal(object: object, label: string): void;
  /** The thing at `label` cannot be saved. */
  refuse(what: string, label: string): never;
}

/** Reads them; see decoder.ts. */
export interface StateReader {
  value(): LuaValue;
  unsigned(): number;
  /** A number of elements. */
  count(): number;
  /** One of these kinds; its parts may still be missing. */
  internal(kinds: readonly string[]): object;
  /** Calls `check` when all internal objects have their parts. */
  later(check: () => void): void;
}

/** How one kind of data is written and read. */
export interface Schema {
  write(out: StateWriter, data: unknown, label: string): void;
  read(from: StateReader): unknown;
}

function leaf(what: string, accepts: (v: LuaValue) => boolean): Schema {
  return {
    write: (out, data, label) => {
      if (!accepts(data as LuaValue)) out.refuse(`not ${what}`, label);
      out.value(data as LuaValue, label);
    },
    read: (from) => {
      const v = from.value();
      return accepts(v) ? v : malformed(`not ${what}`);
    },
  };
}

/** Any Lua value. */
export const ANY: Schema = leaf("a Lua value", () => true);
export const STRING: Schema = leaf("a string", (v) => typeof v === "string");
export const BOOLEAN: Schema = leaf("a boolean", (v) => typeof v === "boolean");
/** A safe integer. */
export const INTEGER: Schema = leaf("an integer", (v) => typeof v === "number" && Number.isSafeInteger(v));
export const NATURAL: Schema = leaf("a natural number", (v) => isNatural(v));
/** An integer of 64 bits. */
export const LUA_INTEGER: Schema = leaf(
  "an integer",
  (v) => typeof v === "bigint" || (typeof v === "number" && Number.isSafeInteger(v)),
);
/** Any number of JavaScript. */
export const DOUBLE: Schema = leaf("a number", (v) => typeof v === "number");
export const TABLE: Schema = leaf("a table", (v) => v instanceof LuaTable);
export const COROUTINE: Schema = leaf("a coroutine", (v) => v instanceof Coroutine);
export const NOTHING: Schema = leaf("nothing", (v) => v === undefined);

/** Null. */
export const NULL: Schema = {
  write: (out, data, label) => NOTHING.write(out, data ?? undefined, label),
  read: (from) => NOTHING.read(from) ?? null,
};

function isNatural(v: unknown): v is number {
  return typeof v === "number" && Number.isSafeInteger(v) && v >= 0;
}

/** An object of the machine, of one of these kinds. */
export function internal(...kinds: readonly string[]): Schema {
  return {
    write: (out, data, label) => {
      if (typeof data !== "object" || data === null) out.refuse(`no ${kinds.join(" or ")}`, label);
      out.internal(data as object, label);
    },
    read: (from) => from.internal(kinds),
  };
}

/** One of a few strings. */
export function choice(...words: readonly string[]): Schema {
  return leaf(words.join(" or "), (v) => typeof v === "string" && words.includes(v));
}

/** `schema` or undefined. */
export function optional(schema: Schema): Schema {
  return {
    write: (out, data, label) => {
      out.unsigned(data === undefined ? 0 : 1);
      if (data !== undefined) schema.write(out, data, label);
    },
    read: (from) => {
      switch (from.unsigned()) {
        case 0:
          return undefined;
        case 1:
          return schema.read(from);
        default:
          return malformed("option");
      }
    },
  };
}

/** `schema` or null. */
export function nullable(schema: Schema): Schema {
  const inner = optional(schema);
  return {
    write: (out, data, label) => inner.write(out, data === null ? undefined : data, label),
    read: (from) => inner.read(from) ?? null,
  };
}

/** An array. */
export function list(item: Schema): Schema {
  return {
    write: (out, data, label) => {
      if (!Array.isArray(data)) out.refuse("not a list", label);
      const items = data as readonly unknown[];
      out.unsigned(items.length);
      for (let i = 0; i < items.length; i++) item.write(out, items[i], `${label}[${i}]`);
    },
    read: (from) => {
      const items: unknown[] = [];
      for (let n = from.count(); n > 0; n--) items.push(item.read(from));
      return items;
    },
  };
}

/** Either of two, told apart by `isFirst`. */
export function either(first: Schema, second: Schema, isFirst: (data: unknown) => boolean): Schema {
  return {
    write: (out, data, label) => {
      out.unsigned(isFirst(data) ? 0 : 1);
      (isFirst(data) ? first : second).write(out, data, label);
    },
    read: (from) => {
      const which = from.unsigned();
      return which > 1 ? malformed("alternative") : (which === 0 ? first : second).read(from);
    },
  };
}

/** A plain object with exactly these fields. */
export function record(fields: Readonly<Record<string, Schema>>, accepts?: (data: never) => boolean): Schema {
  const entries = Object.entries(fields);
  return {
    write: (out, data, label) => {
      if (typeof data !== "object" || data === null) out.refuse("not a record", label);
      const object = data as Readonly<Record<string, unknown>>;
      for (const [name, schema] of entries) schema.write(out, object[name], `${label}.${name}`);
    },
    read: (from) => {
      const object: Record<string, unknown> = {};
      for (const [name, schema] of entries) object[name] = schema.read(from);
      return accepts === undefined || accepts(object as never) ? object : malformed("inconsistent record");
    },
  };
}

/** A Lua error that was caught and will be raised later. */
const THROWN: Schema = {
  write: (out, data, label) => {
    if (!(data instanceof LuaThrow) || data.cause !== undefined) out.refuse("an error of the host", label);
    const thrown = data as LuaThrow;
    ANY.write(out, thrown.value, label);
    BOOLEAN.write(out, thrown.isFinal, label);
    optional(STRING).write(out, thrown.traceback, label);
  },
  read: (from) => {
    const value = ANY.read(from) as LuaValue;
    const thrown = new LuaThrow(value, undefined, BOOLEAN.read(from) as boolean);
    thrown.traceback = optional(STRING).read(from) as string | undefined;
    return thrown;
  },
};

/** {@link THROWN} or undefined. */
export const FAULT: Schema = optional(THROWN);
