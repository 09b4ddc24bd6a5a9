/** Whoever can be sent messages: processes, mocks of the host, and addresses that only keep what they get. */
import type { CopiedTable } from "./copied.ts";
import { Deque } from "./deque.ts";
import type { Message, Tag } from "./message.ts";
import type { Packed } from "./packing.ts";
import type { ProcessEngine } from "./processEngine.ts";

/** One delivery of a message. */
export class Delivery {
  readonly id: string;
  /** By an assignment or a rule: the message may have been handled before. */
  readonly again: boolean;

  constructor(id: string, again: boolean) {
    this.id = id;
    this.again = again;
  }
}

/** What a mock sends in answer to a message. */
export type MockHandler = (message: Message) => readonly CopiedTable[];

/** One answer of a mock as data. Byte strings; `match`: JSON, null when it answers everything. */
export interface SavedAnswer {
  readonly match: string | null;
  readonly replies: readonly Packed[];
}

/** What a mock does. */
export interface Mock {
  readonly handler: MockHandler;
  /** The same as data; undefined when there is a function in it. */
  readonly plain: readonly SavedAnswer[] | undefined;
}

/** See the file comment. Plain data but for the engine. */
export class Participant {
  readonly id: string;
  readonly kind: "process" | "mock" | "wallet";
  readonly owner: string;
  readonly module: string | undefined;
  readonly tags: readonly Tag[];
  /** Null but for processes. */
  engine: ProcessEngine | null = null;
  readonly queue: Deque<Delivery> = new Deque();
  /** Ids of the messages that it was sent, in order. */
  readonly history: Deque<string> = new Deque();
  /** Children that it has spawned. */
  children = 0;
  /** The prompt of its last output: kept once for all that are the same. */
  lastPrompt: string | undefined = undefined;
  /** The last reference used by a wallet or a mock. */
  reference = 0;
  /** What it was given so far, when messages have metadata: how many, and the last link of the chain, a byte string. */
  nonce = 0;
  chain: string;
  /** Null but for mocks. */
  mock: Mock | null = null;
  /** When its jobs of cron were last due: seconds or blocks by index of the job. */
  cronMarks: number[] = [];
  /** Seconds of the clock when each waiting receiver was first seen. */
  readonly waitingSince: Map<string, number> = new Map();

  constructor(
    id: string,
    kind: Participant["kind"],
    what: { readonly owner: string; readonly module: string | undefined; readonly tags: readonly Tag[] },
  ) {
    this.id = id;
    this.chain = id;
    this.kind = kind;
    this.owner = what.owner;
    this.module = what.module;
    this.tags = what.tags;
  }

  /** A copy without engine. */
  copy(): Participant {
    const copy = new Participant(this.id, this.kind, this);
    copy.queue.replace(this.queue.toArray());
    copy.history.replace(this.history.toArray());
    copy.children = this.children;
    copy.reference = this.reference;
    copy.nonce = this.nonce;
    copy.chain = this.chain;
    copy.mock = this.mock;
    copy.cronMarks = this.cronMarks.slice();
    for (const [name, since] of this.waitingSince) copy.waitingSince.set(name, since);
    return copy;
  }
}
