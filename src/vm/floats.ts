/**
 * Arithmetic in which a boxed float takes part: integral float values are common in float code, and need neither
 * metamethods nor the general dispatch. Undefined when it is not that simple (other types, NaN).
 */
import { LuaFloat } from "../base/luaFloat.ts";
import type { LuaValue } from "./value.ts";

type MaybeFloat = number | LuaFloat | undefined;

/** The canonical float of a result. */
function box(r: number): MaybeFloat {
  if (r !== Math.floor(r)) return Number.isNaN(r) ? undefined : r;
  return Number.isSafeInteger(r) ? new LuaFloat(r) : r;
}

/** x + y (§3.4.1). */
export function addFloats(x: LuaValue, y: LuaValue): MaybeFloat {
  if (x instanceof LuaFloat) {
    if (typeof y === "number") return box(x.n + y);
    if (y instanceof LuaFloat) return box(x.n + y.n);
  } else if (typeof x === "number" && y instanceof LuaFloat) return box(x + y.n);
  return undefined;
}

/** x - y. */
export function subFloats(x: LuaValue, y: LuaValue): MaybeFloat {
  if (x instanceof LuaFloat) {
    if (typeof y === "number") return box(x.n - y);
    if (y instanceof LuaFloat) return box(x.n - y.n);
  } else if (typeof x === "number" && y instanceof LuaFloat) return box(x - y.n);
  return undefined;
}

/** x * y. */
export function mulFloats(x: LuaValue, y: LuaValue): MaybeFloat {
  if (x instanceof LuaFloat) {
    if (typeof y === "number") return box(x.n * y);
    if (y instanceof LuaFloat) return box(x.n * y.n);
  } else if (typeof x === "number" && y instanceof LuaFloat) return box(x * y.n);
  return undefined;
}

/** x / y. */
export function divFloats(x: LuaValue, y: LuaValue): MaybeFloat {
  if (x instanceof LuaFloat) {
    if (typeof y === "number") return box(x.n / y);
    if (y instanceof LuaFloat) return box(x.n / y.n);
  } else if (typeof x === "number" && y instanceof LuaFloat) return box(x / y.n);
  return undefined;
}
