import { LuaFloat } from "../base/luaFloat.ts";
import type { Word } from "../parser/ast.ts";
import type { Constant } from "./bytecode/proto.ts";

/** Integers below this one are found without a map. */
const SMALL_INTEGERS = 256;

/**
 * The constants of the function under construction, each value once. 1, 1.0, -0.0 and "1" are four values. All functions of a chunk
 * look values up in one table: a map for each function would cost more than the rest of its compilation does.
 */
export class ConstantTable {
  /** By constant index; the array may be longer. */
  private readonly values: Constant[] = [];
  private count = 0;
  /** Constants of the functions before this one. */
  private before = 0;
  /**
   * Where a value was added last, counted through all functions. Everything but boxed floats: those JS values are as different as
   * the Lua values they stand for.
   */
  private readonly places = new Map<Constant, number>();
  /** The same for small integers, without a map. */
  private readonly smallPlaces: Int32Array = new Int32Array(SMALL_INTEGERS).fill(-1);
  private floatPlaces: Map<number, number> | undefined = undefined;
  private minusZeroPlace = -1;

  /** Begins the constants of another function. */
  reset(): void {
    this.before += this.count;
    this.count = 0;
  }

  /** The constants so far, by index. */
  all(): readonly Constant[] {
    return this.values.slice(0, this.count);
  }

  /** The index of a value other than a string, added when it is new. */
  add(value: Exclude<Constant, string>): number {
    if (typeof value === "number" && value >= 0 && value < SMALL_INTEGERS && Number.isInteger(value)) {
      const { smallPlaces } = this;
      if (smallPlaces[value]! < this.before) smallPlaces[value] = this.before + this.append(value);
      return smallPlaces[value]! - this.before;
    }
    if (value instanceof LuaFloat) return this.addFloat(value);
    const place = this.places.get(value);
    if (place !== undefined && place >= this.before) return place - this.before;
    this.places.set(value, this.before + this.count);
    return this.append(value);
  }

  /** The index of a string. Equal strings are one word, so that no map is needed. */
  addWord(word: Word): number {
    if (word.place < this.before) word.place = this.before + this.append(word.text);
    return word.place - this.before;
  }

  private append(value: Constant): number {
    this.values[this.count] = value;
    return this.count++;
  }

  private addFloat(value: LuaFloat): number {
    const minusZero = Object.is(value.n, -0);
    this.floatPlaces ??= new Map();
    const known = minusZero ? this.minusZeroPlace : (this.floatPlaces.get(value.n) ?? -1);
    if (known >= this.before) return known - this.before;
    const place = this.before + this.count;
    if (minusZero) this.minusZeroPlace = place;
    else this.floatPlaces.set(value.n, place);
    return this.append(value);
  }
}
