import type { Copied } from "./copied.ts";

/** That a message has been handled once, kept with ids in place of messages. A class: see `vm/arrays.ts` on literals that live long. */
export class Handled {
  readonly message: string;
  readonly process: string;
  readonly step: number;
  output = "";
  Output: Copied = undefined;
  error: string | undefined = undefined;
  messages: readonly string[] = NONE;
  spawns: readonly string[] = NONE;
  assignments: readonly { readonly message: string; readonly processes: readonly string[] }[] = NONE;
  deliveryErrors: readonly string[] = NONE;
  gasUsed = 0;
  rolledBack = false;

  /** `step`: number of the message among those that the world has handled. */
  constructor(message: string, process: string, step: number) {
    this.message = message;
    this.process = process;
    this.step = step;
  }
}

const NONE: readonly never[] = Object.freeze([]);
