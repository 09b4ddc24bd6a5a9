/** Building the texts that modules make of tables. */
import type { CallContext } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { readable } from "./readable.ts";

/** Chars collected before they are paid for and put aside. */
const CHUNK = 8192;

/** A text under construction. It is paid for as it grows, a unit for 2 bytes, and never longer than a string may be. */
export class TextBuilder {
  readonly #cx: CallContext;
  readonly #chunks: string[] = [];
  #chunk = "";
  #length = 0;

  constructor(cx: CallContext) {
    this.#cx = cx;
  }

  add(piece: string): void {
    this.#chunk += piece;
    if (this.#chunk.length >= CHUNK) this.#flush();
  }

  /** Adds `count` spaces; the check of the length comes first. */
  addSpaces(count: number): void {
    this.add(spaces(this.#cx, count));
  }

  /** The text. To be called once. */
  finish(): string {
    this.#flush();
    this.#cx.allocate(SIZE.string);
    return this.#chunks.length === 1 ? this.#chunks[0]! : this.#chunks.join("");
  }

  #flush(): void {
    const { length } = this.#chunk;
    this.#length += length;
    if (this.#length > this.#cx.limits.stringLength) this.#cx.throwValue("resulting string too large");
    this.#cx.charge(length >> 1);
    this.#cx.allocate(length);
    this.#chunks.push(this.#chunk);
    this.#chunk = "";
  }
}

const FEW_SPACES = " ".repeat(64);

/** `count` spaces; none for a negative count. */
export function spaces(cx: CallContext, count: number): string {
  if (count <= FEW_SPACES.length) return FEW_SPACES.slice(0, Math.max(0, count));
  cx.reserveString(count);
  return " ".repeat(count);
}

/** The entries of a table at one moment, in the order of iteration. */
export interface Entries {
  readonly keys: LuaValue[];
  readonly values: LuaValue[];
}

/** Copies the entries of a table; charges for those it has room for. */
export function entriesOf(cx: CallContext, given: LuaTable): Entries {
  const table = readable(cx, given);
  const room = table.entryCount();
  cx.charge(1 + room);
  cx.allocate(room * 2 * SIZE.item);
  const keys: LuaValue[] = [];
  const values: LuaValue[] = [];
  table.forEachEntry((key: LuaValue, value: LuaValue) => {
    keys.push(key);
    values.push(value);
  });
  return { keys, values };
}

/** Whether a table counts as a list (AO 1.1): all keys are positive integers, the largest is the length. So is an empty one. */
export function isList(cx: CallContext, table: LuaTable): boolean {
  const { dict, fieldCount, fieldValues } = readable(cx, table);
  const others = dict === null ? 0 : dict.values.length;
  cx.charge((fieldCount + others) >> 3);
  for (let i = 0; i < fieldCount; i++) if (fieldValues[i] !== undefined) return false;
  // the dictionary never has the key after the array: an integer in it is larger than the length
  for (let i = 0; i < others; i++) if (dict!.values[i] !== undefined) return false;
  return true;
}
