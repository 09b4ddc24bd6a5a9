/** What fault rules and messages that they hold back consist of. */
import type { Message } from "./message.ts";

/** A rule at work. */
export interface RuleState {
  readonly matches: (message: Message) => boolean;
  readonly action: "drop" | "delay" | "duplicate" | "reorder";
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
