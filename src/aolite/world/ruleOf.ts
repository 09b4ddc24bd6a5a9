/** Fault rules as they stand in a world, in its log and in its states. */
import { decodeUtf8, encodeUtf8 } from "../../base/byteString.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { AoError } from "./aoError.ts";
import { checkedParts, checkNames } from "./checks.ts";
import type { Core } from "./core.ts";
import { matchData, matchFrom } from "./matchData.ts";
import { matcherOf } from "./matching.ts";
import { unfailing } from "./postponed.ts";
import type { RuleState } from "./rules.ts";
import type { FaultRule } from "./types.ts";

const PARTS: readonly string[] = Object.freeze([
  "match",
  "action",
  "probability",
  "times",
  "cycles",
  "seconds",
  "name",
] satisfies (keyof FaultRule)[]);
const ACTIONS: readonly string[] = Object.freeze(["drop", "delay", "duplicate", "reorder"]);

/** @throws TypeError saying what is wrong with a rule */
function check(rule: FaultRule): void {
  const parts = checkedParts("rule", rule);
  checkNames("rule: ", parts, PARTS);
  const { match, action, name, probability } = parts;
  if (!ACTIONS.includes(action as string)) throw new TypeError(`action must be one of ${ACTIONS.join(", ")}`);
  if (typeof match !== "string" && typeof match !== "function" && (typeof match !== "object" || match === null)) {
    throw new TypeError("match must be an Action, fields or a function");
  }
  if (name !== undefined && typeof name !== "string") throw new TypeError("name must be a text");
  for (const part of ["probability", "times", "cycles", "seconds"] as const) {
    const value = parts[part];
    if (value !== undefined && !(typeof value === "number" && value >= 0)) {
      throw new TypeError(`${part} must be a number of at least 0`);
    }
  }
  if (typeof probability === "number" && probability > 1) {
    throw new TypeError("probability must be a number from 0 to 1");
  }
}

/**
 * A rule that has not been applied yet. `cx`: an engine whose matcher may be used; `number`: how many there have been with it.
 * @throws TypeError saying what is wrong with it, AoError naming the pattern that is malformed
 */
export function ruleOf(rule: FaultRule, cx: () => CallContext, number: number): RuleState {
  check(rule);
  const { match, action, probability = 1, times = Number.POSITIVE_INFINITY, cycles, seconds } = rule;
  const matches = unfailing(matcherOf(match, cx));
  const { name = `rule ${number}` } = rule;
  const plain = plainRule(rule);
  return { name, plain, matches, action, probability, times, cycles, seconds, applied: 0 };
}

function plainRule(rule: FaultRule): RuleState["plain"] {
  const { match, action, probability, times, cycles, seconds, name } = rule;
  const parts = { match: matchData(match), action, probability, times, cycles, seconds, name };
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined && value !== Number.POSITIVE_INFINITY),
  ) as unknown as RuleState["plain"];
}

/** The rule that a log or state says. @throws TypeError when it is none */
export function ruleFrom(plain: unknown): FaultRule {
  if (typeof plain !== "object" || plain === null) throw new TypeError("no rule");
  const rule = plain as RuleState["plain"];
  const read = { ...rule, match: matchFrom(rule.match) };
  check(read);
  return read;
}

/** A rule in a state. Byte strings. */
export interface SavedRule {
  readonly name: string;
  readonly rule: string;
  readonly applied: number;
}

export function savedRule({ name, plain, applied }: RuleState): SavedRule {
  return { name: encodeUtf8(name), rule: encodeUtf8(JSON.stringify(plain)), applied };
}

/**
 * The rule that a state says, for a world.
 * @throws AoError when its match has functions in it, and the world has had no rule of that name
 */
export function loadedRule(core: Core, saved: SavedRule): RuleState {
  const name = decodeUtf8(saved.name);
  const plain = JSON.parse(decodeUtf8(saved.rule)) as RuleState["plain"];
  if (plain.match !== undefined) {
    return {
      ...ruleOf({ ...ruleFrom(plain), name }, () => core.scratch, 0),
      plain,
      applied: saved.applied,
    };
  }
  const matches = core.matchers.get(name);
  if (matches === undefined) {
    throw new AoError(`the snapshot needs a rule named '${name}': its match has a function in it, add it again first`);
  }
  const { action, probability = 1, times = Number.POSITIVE_INFINITY, cycles, seconds } = plain;
  return { name, plain, matches, action, probability, times, cycles, seconds, applied: saved.applied };
}
