import { LuaFloat } from "../base/luaFloat.ts";
import type { Constant } from "./bytecode/proto.ts";

/** The constants of a function under construction, each value once. 1, 1.0, -0.0 and "1" are four values. */
export class ConstantTable {
  /** By constant index. */
  readonly values: Constant[] = [];
  /** Everything but boxed floats: those JS values are as different as the Lua values they stand for. */
  private readonly indexOf = new Map<Constant, number>();
  private indexOfFloat: Map<number, number> | undefined = undefined;
  private indexOfMinusZero = -1;

  /** The index of `value`, added when it is new. */
  add(value: Constant): number {
    if (value instanceof LuaFloat) return this.addFloat(value);
    const known = this.indexOf.get(value);
    if (known !== undefined) return known;
    const index = this.values.push(value) - 1;
    this.indexOf.set(value, index);
    return index;
  }

  private addFloat(value: LuaFloat): number {
    const minusZero = Object.is(value.n, -0);
    this.indexOfFloat ??= new Map();
    const known = minusZero ? this.indexOfMinusZero : (this.indexOfFloat.get(value.n) ?? -1);
    if (known >= 0) return known;
    const index = this.values.push(value) - 1;
    if (minusZero) this.indexOfMinusZero = index;
    else this.indexOfFloat.set(value.n, index);
    return index;
  }
}
