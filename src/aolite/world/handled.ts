import type { Copied } from "./copied.ts";

/** The result of handling a message once, kept with ids in place of messages. */
export interface Handled {
  readonly message: string;
  readonly process: string;
  readonly step: number;
  readonly output: string;
  readonly Output: Copied;
  readonly error: string | undefined;
  readonly messages: readonly string[];
  readonly spawns: readonly string[];
  readonly assignments: readonly { readonly message: string; readonly processes: readonly string[] }[];
  readonly deliveryErrors: readonly string[];
  readonly gasUsed: number;
  readonly rolledBack: boolean;
}
