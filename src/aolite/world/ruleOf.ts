/** Fault rules as they stand in a world and in its log. */
import type { CallContext } from "../../vm/callContext.ts";
import { matcherOf } from "./matching.ts";
import type { RuleState } from "./rules.ts";
import type { FaultRule } from "./types.ts";
import type { Views } from "./views.ts";

const ACTIONS: readonly string[] = ["drop", "delay", "duplicate", "reorder"] satisfies FaultRule["action"][];

/** A rule that has not been applied yet. `cx`: an engine whose matcher may be used. @throws TypeError */
export function ruleOf(rule: FaultRule, views: Views, cx: () => CallContext): RuleState {
  const { match, action, probability = 1, times = Number.POSITIVE_INFINITY, cycles, seconds } = rule;
  if (!ACTIONS.includes(action)) throw new TypeError(`action: "${action}" is not one of ${ACTIONS.join(", ")}`);
  return { matches: matcherOf(match, views, cx), action, probability, times, cycles, seconds, applied: 0 };
}

/** The rule as plain data; undefined when it has a function or a regular expression in it. */
export function plainRule(rule: FaultRule): FaultRule | undefined {
  const pending: unknown[] = [rule.match];
  for (const v of pending) {
    if (typeof v === "function" || v instanceof RegExp) return undefined;
    if (typeof v === "object" && v !== null) pending.push(...Object.values(v));
  }
  const { match, action, probability, times, cycles, seconds } = rule;
  return Object.fromEntries(
    Object.entries({ match, action, probability, times, cycles, seconds }).filter(
      ([, value]) => value !== undefined && value !== Number.POSITIVE_INFINITY,
    ),
  ) as unknown as FaultRule;
}
