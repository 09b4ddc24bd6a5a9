/** Copying tables out as plain JavaScript data. */
import { ITERATION_END, ITERATION_START, keyAt, nextPosition, LuaTable as Table, valueAt } from "../vm/table.ts";
import { isFunction } from "../vm/types.ts";
import { Userdata, type LuaValue as Value } from "../vm/value.ts";
import type { Link } from "./link.ts";
import type { LuaFunction, LuaUserdata, ToJsOptions } from "./values.ts";

/** A table being copied. */
interface Copying {
  readonly table: Table;
  readonly target: unknown[] | Record<string, unknown>;
  readonly path: string;
  position: number;
}

/** See `LuaTable.toJS`. @throws LuaConversionError */
export function copyOut(link: Link, root: Table, options: ToJsOptions): unknown {
  return new Copier(link, options).copy(root);
}

/** Goes depth first, with a list instead of the JavaScript stack: tables may be nested as deeply as they like. */
class Copier {
  readonly #link: Link;
  readonly #options: ToJsOptions;
  readonly #copies = new Map<Table, Copying["target"]>();
  /** From the root to the table being copied. */
  readonly #path: Copying[] = [];
  readonly #open = new Set<Table>();

  constructor(link: Link, options: ToJsOptions) {
    this.#link = link;
    this.#options = options;
  }

  copy(root: Table): unknown {
    const result = this.#enter(root, "");
    for (let at = this.#path.at(-1); at !== undefined; at = this.#path.at(-1)) {
      const { table, target } = at;
      at.position = nextPosition(table, at.position);
      if (at.position === ITERATION_END) {
        this.#open.delete(table);
        this.#path.pop();
        continue;
      }
      const key = keyAt(table, at.position) as Value;
      const value = valueAt(table, at.position) as Value;
      if (Array.isArray(target)) {
        const path = `${at.path}[${(key as number) - 1}]`;
        target[(key as number) - 1] = this.#value(value, path);
      } else this.#addProperty(at, target, key, value);
    }
    return result;
  }

  #addProperty(at: Copying, target: Record<string, unknown>, key: Value, value: Value): void {
    const name = this.#propertyName(key, at.path);
    const path = `${at.path}.${name}`;
    if (Object.hasOwn(target, name)) throw this.#link.fault(path, "two keys of this name", "property");
    if (isFunction(value) && (this.#options.functions ?? "omit") === "omit") return;
    // not an assignment: "__proto__" is a name like any other
    Object.defineProperty(target, name, {
      value: this.#value(value, path),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }

  #propertyName(key: Value, path: string): string {
    if (typeof key === "string") return this.#link.textOf(key);
    if (typeof key === "number" || typeof key === "bigint") return String(key);
    throw this.#link.fault(path, `key that is a ${this.#link.cx.typeNameOf(key)}`, "property");
  }

  #value(v: Value, path: string): unknown {
    if (v instanceof Table) return this.#enter(v, path);
    if (isFunction(v)) {
      const policy = this.#options.functions ?? "omit";
      if (policy === "error") throw this.#link.fault(path, "function", "plain data");
      return policy === "omit" ? undefined : (this.#link.toHost(v) as LuaFunction).toJS();
    }
    if (this.#link.isNull(v)) return null;
    if (!(v instanceof Userdata)) return this.#link.toHost(v);
    const handle = this.#link.toHost(v) as LuaUserdata;
    return (handle.value as object | undefined) ?? handle;
  }

  /** The copy of a table, to be filled when its turn comes. */
  #enter(table: Table, path: string): unknown {
    const { maxDepth = Number.POSITIVE_INFINITY, cycles, metatables } = this.#options;
    if (cycles === "error" && this.#open.has(table)) throw this.#link.fault(path, "cycle", "plain data");
    const known = this.#copies.get(table);
    if (known !== undefined) return known;
    if (this.#path.length >= maxDepth) throw this.#link.fault(path, "table nested too deeply", "plain data");
    if (metatables === "error" && table.meta !== null) {
      throw this.#link.fault(path, "table with a metatable", "plain data");
    }
    const isArray = this.#options.arrays !== "never" && isSequence(table);
    const target = isArray ? new Array<unknown>(table.length()) : {};
    this.#copies.set(table, target);
    this.#open.add(table);
    this.#path.push({ table, target, path, position: ITERATION_START });
    return target;
  }
}

/** True when the keys are 1 to n, n > 0, and no others. */
function isSequence(table: Table): boolean {
  const n = table.length();
  if (n === 0) return false;
  let count = 0;
  for (let at = nextPosition(table, ITERATION_START); at !== ITERATION_END; at = nextPosition(table, at)) {
    count++;
    if (keyAt(table, at) !== count || count > n) return false;
  }
  return count === n;
}
