/**
 * Channels: queues of values between executions, with the semantics of Go. A channel value is a userdata with a
 * {@link Channel} as its payload; `type` calls it "channel".
 */
import { SIZE } from "./gas.ts";
import { Queue } from "./queue.ts";
import { type LuaValue, Userdata } from "./value.ts";
import type { Wait, WaitCase } from "./wait.ts";

/** Waits that have ended are cleared out of a queue when it has grown to twice what was left the last time. */
const MIN_PURGE = 16;

/** Those who wait for one end of a channel, first come first served. */
class WaitQueue {
  private readonly queue: Queue<Waiting> = new Queue();
  private purgeAt = MIN_PURGE;

  add(waiting: Waiting): void {
    this.queue.push(waiting);
    if (this.queue.length < this.purgeAt) return;
    this.queue.retain(isWaiting);
    this.purgeAt = Math.max(this.queue.length * 2, MIN_PURGE);
  }

  /** The first one that still waits, without taking it. */
  peek(): Waiting | undefined {
    const { queue } = this;
    let first = queue.peek();
    while (first !== undefined && !isWaiting(first)) {
      queue.shift();
      first = queue.peek();
    }
    return first;
  }

  take(): Waiting | undefined {
    const first = this.peek();
    if (first !== undefined) this.queue.shift();
    return first;
  }

  get size(): number {
    return this.queue.length;
  }

  /** All entries, those included that have ended. */
  save(): { readonly waiting: readonly Waiting[]; readonly purgeAt: number } {
    return { waiting: this.queue.toArray(), purgeAt: this.purgeAt };
  }

  restore(waiting: readonly Waiting[], purgeAt: number): void {
    this.queue.restore(0, waiting);
    this.purgeAt = Math.max(purgeAt, MIN_PURGE);
  }

  get isEmpty(): boolean {
    return this.peek() === undefined;
  }

  toArray(): Waiting[] {
    return this.queue.toArray().filter(isWaiting);
  }
}

/** A wait and the case of it that stands in this queue. */
export interface Waiting {
  readonly wait: Wait;
  readonly at: WaitCase;
}

function isWaiting({ wait }: Waiting): boolean {
  return wait.settled === null;
}

/** See the file comment. */
export class Channel {
  /** Values it holds before senders have to wait. */
  readonly capacity: number;
  /** Also functions, userdata, threads and tables with a metatable may be sent. */
  readonly takesAny: boolean;
  readonly buffer: Queue<LuaValue> = new Queue();
  readonly senders: WaitQueue = new WaitQueue();
  readonly receivers: WaitQueue = new WaitQueue();
  isClosed = false;
  /** How many in the host have said that they will use it. While there are any, nobody who waits at it counts as blocked. */
  holds = 0;
  /** Operations of the host that wait at it. */
  hostWaits = 0;
  /** The other end of it is elsewhere: told when somebody waits here or it was closed. */
  remote: ChannelRemote | null = null;
  /** Others elsewhere use it: told when it was closed. */
  servers: readonly ChannelRemote[] = [];

  constructor(capacity: number, takesAny: boolean) {
    this.capacity = capacity;
    this.takesAny = takesAny;
  }

  /** Accounted bytes of what it holds, for the census. */
  get referencedBytes(): number {
    return SIZE.item * this.buffer.storage.length;
  }

  /** Lua values it holds, for the census. */
  *luaReferences(): Iterable<unknown> {
    yield this.buffer.storage;
    for (const { wait } of this.senders.toArray()) yield wait;
  }

  /** Whether the host may end the wait of those that wait here. */
  get isHeld(): boolean {
    return this.holds > 0 || this.hostWaits > 0 || this.remote !== null;
  }
}

/** The channel that a value is; undefined when it is something else. */
export function channelOf(v: LuaValue): Channel | undefined {
  return v instanceof Userdata && v.payload instanceof Channel ? v.payload : undefined;
}

/** One end of a connection between channels of different engines. */
export interface ChannelRemote {
  /** The channel has been closed, or (where it stands in for another) somebody waits to send or receive. */
  demand(): void;
}

/** What became of an attempt to send. */
export type SendResult = "sent" | "full" | "closed";

/** Sends if that needs no waiting. */
export function sendNow(channel: Channel, value: LuaValue): SendResult {
  if (channel.isClosed) return "closed";
  const receiver = channel.receivers.take();
  if (receiver !== undefined) {
    receiver.wait.end(receiver.at.index, true, value);
    return "sent";
  }
  if (channel.buffer.length >= channel.capacity) return "full";
  channel.buffer.push(value);
  return "sent";
}

/** Whether {@link sendNow} would not answer "full". */
export function canSend(channel: Channel): boolean {
  return channel.isClosed || channel.buffer.length < channel.capacity || !channel.receivers.isEmpty;
}

/** What was received: nothing more will come when `ok` is false. */
export interface Received {
  readonly ok: boolean;
  readonly value: LuaValue;
}

const NOTHING_MORE: Received = Object.freeze({ ok: false, value: undefined });

/** Receives if that needs no waiting, else undefined. */
export function receiveNow(channel: Channel): Received | undefined {
  const { buffer } = channel;
  if (buffer.length > 0) {
    const value = buffer.shift();
    // there is room for the first of those who wait
    const sender = buffer.length < channel.capacity ? channel.senders.take() : undefined;
    if (sender !== undefined) {
      buffer.push(sender.at.value);
      sender.wait.end(sender.at.index, false, undefined);
    }
    return { ok: true, value };
  }
  const sender = channel.senders.take();
  if (sender !== undefined) {
    sender.wait.end(sender.at.index, false, undefined);
    return { ok: true, value: sender.at.value };
  }
  return channel.isClosed ? NOTHING_MORE : undefined;
}

/** Whether {@link receiveNow} would not answer undefined. */
export function canReceive(channel: Channel): boolean {
  return channel.isClosed || channel.buffer.length > 0 || !channel.senders.isEmpty;
}

/** Closes it: who waits to receive gets nothing more, who waits to send fails. False when it is closed already. */
export function closeChannel(channel: Channel): boolean {
  if (channel.isClosed) return false;
  channel.isClosed = true;
  for (let w = channel.receivers.take(); w !== undefined; w = channel.receivers.take()) {
    w.wait.end(w.at.index, false, undefined);
  }
  for (let w = channel.senders.take(); w !== undefined; w = channel.senders.take()) {
    w.wait.end(w.at.index, false, undefined, true);
  }
  channel.remote?.demand();
  for (const server of channel.servers) server.demand();
  return true;
}

/** Puts a wait into the queues of its channels. None of its cases may be ready. */
export function enlist(wait: Wait): void {
  for (const at of wait.cases) {
    const channel = channelOf(at.object)!;
    (at.isSend ? channel.senders : channel.receivers).add({ wait, at });
  }
  for (const { object } of wait.cases) channelOf(object)!.remote?.demand();
}
