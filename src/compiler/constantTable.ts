import { LuaFloat, type LuaNumber } from "../base/luaFloat.ts";
import type { Word } from "../parser/ast.ts";
import type { Constant } from "./bytecode/proto.ts";
import { type ExpDesc, ExpKind } from "./expDesc.ts";

/** Integers below this one are found without a map. */
const SMALL_INTEGERS = 256;

/**
 * The constants of the function under construction, each value once. 1, 1.0, -0.0 and "1" are four values. All functions of a chunk
 * look values up in one table: a map for each function would cost more than to generate its code.
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
  /** The same for small integers without a map, once there has been a function with constants. */
  private smallPlaces: Int32Array | undefined = undefined;
  private floatPlaces: Map<number, number> | undefined = undefined;
  private minusZeroPlace = -1;

  /** Begins the constants of another function. */
  reset(): void {
    this.before += this.count;
    this.count = 0;
    if (this.before > 0) this.smallPlaces ??= new Int32Array(SMALL_INTEGERS).fill(-1);
  }

  /** The constants so far, by index. */
  all(): readonly Constant[] {
    return this.values.slice(0, this.count);
  }

  /** The index of a value other than a string, added when it is new. */
  add(value: Exclude<Constant, string>): number {
    const { smallPlaces } = this;
    const isSmall = typeof value === "number" && value >= 0 && value < SMALL_INTEGERS && Number.isInteger(value);
    if (smallPlaces !== undefined && isSmall) {
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

  /** The index of the constant that `e` is; isConstant() holds. */
  addConstant({ kind, value }: ExpDesc): number {
    switch (kind) {
      case ExpKind.Nil:
        return this.add(undefined);
      case ExpKind.True:
        return this.add(true);
      case ExpKind.False:
        return this.add(false);
      case ExpKind.String:
        return this.addWord(value as Word);
      default:
        return this.add(value as LuaNumber);
    }
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
