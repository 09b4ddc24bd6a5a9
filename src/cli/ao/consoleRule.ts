/** Fault rules as they are typed in the console of worlds: tables of Lua, or JSON. */
import type { FaultRule } from "../../aolite/world/types.ts";
import { createLua, type LuaTable } from "../../api/index.ts";

/** Enough for a table; what goes on for ever ends. */
const INSTRUCTIONS = 1_000_000;

/** A text that is no rule; the message says why. */
export class RuleTextError extends Error {
  override readonly name = "RuleTextError";
}

/** The rule that a text says; its parts are for the world to check. @throws RuleTextError */
export function ruleFromText(text: string): FaultRule {
  const value = jsonIn(text) ?? tableIn(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RuleTextError("a table is needed");
  }
  return value as FaultRule;
}

/** undefined when it is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Lua, then
  }
}

function tableIn(text: string): unknown {
  const lua = createLua({ libs: "none", limits: { instructions: INSTRUCTIONS } });
  try {
    const [value] = lua.load(`return ${text}`, { chunkName: "=rule" }).call();
    return typeof value === "object" && value.type === "table" ? (value as LuaTable).toJS() : undefined;
  } catch (error) {
    throw new RuleTextError(error instanceof Error ? error.message : String(error));
  }
}
