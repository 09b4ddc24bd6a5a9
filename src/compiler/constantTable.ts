import { LuaFloat } from "../base/luaFloat.ts";
import type { Constant } from "./bytecode/proto.ts";

/**
 * The constants of the function under construction, each value once. 1, 1.0, -0.0 and "1" are four values. All functions of a chunk
 * look values up in one table: a map for each function would cost more than the rest of its compilation does.
 */
export class ConstantTable {
  /** By constant index. */
  private values: Constant[] = [];
  /** Constants of the functions before this one. */
  private before = 0;
  /**
   * Where a value was added last, counted through all functions. Everything but boxed floats: those JS values are as different as
   * the Lua values they stand for.
   */
  private readonly places = new Map<Constant, number>();
  private floatPlaces: Map<number, number> | undefined = undefined;
  private minusZeroPlace = -1;

  /** Begins the constants of another function. */
  reset(): void {
    this.before += this.values.length;
    this.values = [];
  }

  /** The constants so far, by index. */
  all(): readonly Constant[] {
    return this.values;
  }

  /** The index of `value`, added when it is new. */
  add(value: Constant): number {
    if (value instanceof LuaFloat) return this.addFloat(value);
    const place = this.places.get(value);
    if (place !== undefined && place >= this.before) return place - this.before;
    this.places.set(value, this.before + this.values.length);
    return this.values.push(value) - 1;
  }

  private addFloat(value: LuaFloat): number {
    const minusZero = Object.is(value.n, -0);
    this.floatPlaces ??= new Map();
    const known = minusZero ? this.minusZeroPlace : (this.floatPlaces.get(value.n) ?? -1);
    if (known >= this.before) return known - this.before;
    const place = this.before + this.values.length;
    if (minusZero) this.minusZeroPlace = place;
    else this.floatPlaces.set(value.n, place);
    return this.values.push(value) - 1;
  }
}
