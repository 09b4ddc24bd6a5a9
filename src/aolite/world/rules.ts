/** What fault rules, spies and messages that rules hold back consist of. */
import type { Message } from "./message.ts";
import type { FaultRule } from "./types.ts";

/** A test for messages. */
export type Matcher = (message: Message) => boolean;

/** A rule at work. */
export interface RuleState {
  /** By this a state names a rule whose match has functions in it. */
  readonly name: string;
  /** The rule as data; without `match` when that has functions in it. */
  readonly plain: Omit<FaultRule, "match"> & { readonly match?: unknown };
  readonly matches: Matcher;
  readonly action: FaultRule["action"];
  readonly probability: number;
  readonly times: number;
  readonly cycles: number | undefined;
  readonly seconds: number | undefined;
  applied: number;
}

/** A message held back. */
export interface Delayed {
  readonly id: string;
  readonly target: string;
  /** It is delivered when this cycle begins, or at this time of the clock. */
  readonly cycle: number | undefined;
  readonly time: number | undefined;
}

/** A spy at work. */
export interface SpyState {
  readonly name: string;
  /** Its match spec as data; undefined when it has functions in it. */
  readonly match: unknown;
  readonly matches: Matcher;
  /** The messages so far. */
  readonly seen: Message[];
}
