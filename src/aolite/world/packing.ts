/** Copied values as JSON that says exactly what they were, for logs and states of worlds. */
import { LuaFloat } from "../../base/luaFloat.ts";
import { AoError } from "./aoError.ts";
import { type BintSize, type Copied, CopiedTable } from "./copied.ts";

/** A scalar as it is, or a mark of what JSON has no word for; `t`: the number of a table. */
export type PackedPart =
  | null
  | boolean
  | number
  | string
  | { readonly i: string }
  | { readonly f: string }
  | { readonly t: number };

/** A value: its tables, each with its keys and values in turn, and itself. */
export interface Packed {
  readonly v: PackedPart;
  readonly tables?: readonly { readonly bint?: BintSize; readonly e: readonly PackedPart[] }[];
}

/** A scalar as JSON. */
export function packScalar(value: Exclude<Copied, CopiedTable>): Exclude<PackedPart, { readonly t: number }> {
  if (value === undefined) return null;
  if (typeof value === "bigint") return { i: String(value) };
  if (value instanceof LuaFloat) return { f: Object.is(value.n, -0) ? "-0" : String(value.n) };
  if (typeof value === "number" && !Number.isSafeInteger(value)) return { f: String(value) };
  return value;
}

/** What {@link packScalar} wrote. @throws AoError when it cannot have */
export function unpackScalar(part: unknown): Exclude<Copied, CopiedTable> {
  if (part === null || part === undefined) return undefined;
  if (typeof part === "string" || typeof part === "boolean") return part;
  if (typeof part === "number" && Number.isSafeInteger(part)) return part;
  if (typeof part === "object") {
    if ("i" in part && typeof part.i === "string" && /^-?\d+$/.test(part.i)) return BigInt(part.i);
    if ("f" in part && typeof part.f === "string") return float(part.f);
  }
  throw new AoError("corrupt value");
}

/** Packs a value. */
export function pack(v: Copied): Packed {
  const numbers = new Map<CopiedTable, number>();
  const order: CopiedTable[] = [];
  const part = (value: Copied): PackedPart => {
    if (!(value instanceof CopiedTable)) return packScalar(value);
    let n = numbers.get(value);
    if (n === undefined) {
      n = order.push(value) - 1;
      numbers.set(value, n);
    }
    return { t: n };
  };
  const root = part(v);
  const tables: { bint?: BintSize; e: PackedPart[] }[] = [];
  for (const table of order) {
    const e: PackedPart[] = [];
    for (const [i, key] of table.keys.entries()) e.push(part(key), part(table.values[i]));
    tables.push(table.bint === undefined ? { e } : { bint: table.bint, e });
  }
  return tables.length === 0 ? { v: root } : { v: root, tables };
}

/** What {@link pack} packed. @throws AoError when it cannot have */
export function unpack(packed: Packed): Copied {
  const tables = (packed.tables ?? []).map(({ bint }) => new CopiedTable(bint));
  const value = (part: PackedPart | undefined): Copied => {
    if (typeof part === "object" && part !== null && "t" in part && tables[part.t] !== undefined) return tables[part.t];
    return unpackScalar(part);
  };
  for (const [n, { e }] of (packed.tables ?? []).entries()) {
    if (!Array.isArray(e) || e.length % 2 !== 0) throw new AoError("corrupt table");
    for (let i = 0; i < e.length; i += 2) {
      tables[n]!.keys.push(value(e[i]));
      tables[n]!.values.push(value(e[i + 1]));
    }
  }
  return value(packed.v);
}

function float(text: string): number | LuaFloat {
  const n = Number(text);
  return Number.isSafeInteger(n) || Object.is(n, -0) ? new LuaFloat(n) : n;
}
