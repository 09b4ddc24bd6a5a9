/** Channels as the host sees them. */
import { newChannel, refusal } from "../stdlib/channelValue.ts";
import { walkTransfer } from "../stdlib/transfer.ts";
import { type Channel, channelOf, closeChannel, enlist, receiveNow, sendNow } from "../vm/channel.ts";
import { LuaThrow } from "../vm/errors.ts";
import { TASK_HOST } from "../vm/task.ts";
import { typeName } from "../vm/types.ts";
import type { Userdata, LuaValue as Value } from "../vm/value.ts";
import { Wait } from "../vm/wait.ts";
import {
  type ChannelPort,
  copyValue,
  ImportedChannel,
  type LinkEngine,
  newLocalPair,
  newMessagePair,
  type PortPair,
  type ServedChannel,
  ServedLink,
} from "./channelLink.ts";
import { LuaAbortError, LuaClosedError, LuaConversionError, LuaRuntimeError } from "./errors.ts";
import { Handle, type Link } from "./link.ts";
import type { TaskRunner } from "./tasks.ts";
import type { LuaHandle, LuaInput, LuaValue } from "./values.ts";

/** What {@link LuaChannel.receive} got; `ok` is false when the channel is closed and nothing is left in it. */
export type ReceiveResult = { readonly ok: true; readonly value: LuaValue } | { readonly ok: false };

/**
 * A channel. While the host waits in one of its operations, or {@link LuaChannel.hold}s it, scripts that wait at it
 * are not blocked: the host may go on. A channel made with `lua.channel()` is held from the beginning.
 */
export interface LuaChannel extends LuaHandle, AsyncIterable<LuaValue> {
  readonly type: "channel";
  /** Values it holds before senders wait. */
  readonly capacity: number;
  /** Values it holds now. */
  readonly size: number;
  readonly isClosed: boolean;
  /**
   * Sends, waiting for room or a receiver. Tables and channels of other engines are copied.
   * @throws LuaRuntimeError when it is closed, LuaConversionError, LuaAbortError (rejects)
   */
  send(value: LuaInput, options?: { signal?: AbortSignal }): Promise<void>;
  /** Sends if that needs no waiting; whether it did. @throws LuaRuntimeError when it is closed */
  trySend(value: LuaInput): boolean;
  /** Receives, waiting for a value. @throws LuaAbortError (rejects) */
  receive(options?: { signal?: AbortSignal }): Promise<ReceiveResult>;
  /** Receives if that needs no waiting. */
  tryReceive(): { readonly ok: true; readonly value: LuaValue } | { readonly ok: false; readonly closed: boolean };
  /** @throws LuaRuntimeError when it is closed already */
  close(): void;
  /** Says that the host is going to use it: nobody who waits at it counts as blocked until {@link LuaChannel.release}. */
  hold(): this;
  release(): void;
  /** One end of a connection to it, for another thread or engine: see `lua.channelFrom`. */
  toPort(): ChannelPort;
}

/** The channels of an engine: makes values and handles, and connects them with other engines. */
export class EngineChannels {
  readonly bridge: Link;
  readonly tasks: TaskRunner;
  readonly #ports: Set<ChannelPort> = new Set();

  constructor(bridge: Link, tasks: TaskRunner) {
    this.bridge = bridge;
    this.tasks = tasks;
  }

  /** The handle of a channel value. */
  newHandle(object: Userdata): LuaHandle {
    return new ChannelHandle(this, object);
  }

  /** A new channel, held by the host. @throws RangeError */
  create(capacity: number): LuaChannel {
    if (!Number.isSafeInteger(capacity) || capacity < 0)
      throw new RangeError("capacity: not a whole number of at least 0");
    return this.handle(newChannel(this.bridge.cx, capacity, false)).hold();
  }

  handle(object: Userdata): LuaChannel & ServedChannel {
    return this.bridge.toHost(object) as unknown as LuaChannel & ServedChannel;
  }

  /** This engine as one end of a connection of this kind. */
  link(pair: PortPair): LinkEngine {
    const { cx } = this.bridge;
    const engine: LinkEngine = {
      cx,
      importChannel(port, staysAlive = false) {
        const object = newChannel(cx, 0, false);
        new ImportedChannel(engine, object, port, pair, staysAlive);
        return object;
      },
      exportChannel: (object, port, staysAlive = false) => {
        new ServedLink(engine, this.handle(object), port, pair, staysAlive);
      },
      ports: this.#ports,
    };
    return engine;
  }

  /** The engine is closed: connections end. */
  close(): void {
    for (const port of this.#ports) port.close();
  }

  /** A channel that stands in for the one at the other end of a port of another thread. */
  connect(port: ChannelPort): LuaChannel {
    return this.handle(this.link(newMessagePair).importChannel(port, true));
  }
}

/** The engine's {@link LuaChannel}. */
export class ChannelHandle extends Handle<Userdata> implements LuaChannel, ServedChannel {
  readonly type = "channel";
  readonly channel: Channel;
  readonly #channels: EngineChannels;

  constructor(channels: EngineChannels, object: Userdata) {
    super(channels.bridge, object);
    this.#channels = channels;
    this.channel = channelOf(object)!;
  }
  get capacity(): number {
    return this.channel.capacity;
  }
  get size(): number {
    return this.channel.buffer.length;
  }
  get isClosed(): boolean {
    return this.channel.isClosed;
  }

  async send(value: LuaInput, options: { signal?: AbortSignal } = {}): Promise<void> {
    const v = this.link.guard(() => this.#accept(value));
    await this.sendValue(v, options.signal);
  }

  trySend(value: LuaInput): boolean {
    this.#refuseClosedEngine();
    const result = sendNow(
      this.channel,
      this.link.guard(() => this.#accept(value)),
    );
    if (result === "closed") throw this.#closedError("send on closed channel");
    return result === "sent";
  }

  async receive(options: { signal?: AbortSignal } = {}): Promise<ReceiveResult> {
    const { ok, value } = await this.receiveValue(options.signal);
    return ok ? { ok, value: this.link.toHost(value) } : { ok };
  }

  tryReceive(): { readonly ok: true; readonly value: LuaValue } | { readonly ok: false; readonly closed: boolean } {
    this.#refuseClosedEngine();
    const got = receiveNow(this.channel);
    if (got?.ok === true) return { ok: true, value: this.link.toHost(got.value) };
    return { ok: false, closed: got !== undefined };
  }

  close(): void {
    this.#refuseClosedEngine();
    if (!closeChannel(this.channel)) throw this.#closedError("close of closed channel");
  }

  hold(): this {
    this.channel.holds++;
    return this;
  }

  release(): void {
    if (this.channel.holds > 0) this.channel.holds--;
    this.#channels.tasks.check();
  }

  toPort(): ChannelPort {
    const [own, other] = newMessagePair();
    this.#channels.link(newMessagePair).exportChannel(this.object, own, true);
    return other;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LuaValue, void, undefined> {
    // between two values the host is busy with the last one, and will come back
    this.hold();
    try {
      for (;;) {
        const got = await this.receive();
        if (!got.ok) return;
        yield got.value;
      }
    } finally {
      this.release();
    }
  }

  // ---------------------------------------------------------------- engine values

  /** {@link send} with a value of the engine. */
  async sendValue(value: Value, signal?: AbortSignal): Promise<void> {
    this.#refuseClosedEngine();
    this.#refuseAborted(signal);
    const result = sendNow(this.channel, value);
    if (result === "sent") return;
    const isRefused = result === "closed" || (await this.#wait(true, value, signal)).isRefused;
    if (isRefused) throw this.#closedError("send on closed channel");
  }

  /** {@link receive} of a value of the engine. */
  async receiveValue(signal?: AbortSignal): Promise<{ readonly ok: boolean; readonly value: Value }> {
    this.#refuseClosedEngine();
    this.#refuseAborted(signal);
    return receiveNow(this.channel) ?? (await this.#wait(false, undefined, signal));
  }

  #wait(isSend: boolean, value: Value, signal: AbortSignal | undefined): Promise<NonNullable<Wait["outcome"]>> {
    const { channel } = this;
    const { tasks } = this.#channels;
    const object = this.object;
    const at = { object, isSend, value, index: 1, handler: undefined };
    const wait = new Wait(isSend ? "send" : "receive", [at], Number.POSITIVE_INFINITY, true);
    channel.hostWaits++;
    tasks.hostWaits.add(wait);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        wait.settle({ ok: false, reason: new LuaAbortError(signal?.reason, this.link.engine) });
      };
      wait.listener = () => {
        signal?.removeEventListener("abort", abort);
        channel.hostWaits--;
        tasks.hostWaits.delete(wait);
        tasks.check();
        const settled = wait.settled!;
        if (settled.ok) resolve(wait.outcome!);
        else reject(this.#failure(settled.reason));
      };
      signal?.addEventListener("abort", abort, { once: true });
      enlist(wait);
    });
  }

  /** A host value for the channel. @throws LuaConversionError */
  #accept(value: LuaInput): Value {
    const { link: bridge, channel } = this;
    const isForeign = value instanceof Handle && value.link !== this.link;
    const v = isForeign ? this.#copy(value) : bridge.fromHost(value);
    if (channel.remote !== null) refuseTransfer(v, bridge.engine);
    else if (refusal(bridge.cx, channel, v) !== undefined) {
      throw new LuaConversionError("value", typeName(v), "value for a channel", bridge.engine);
    }
    return v;
  }

  /** A copy of a value of another engine. */
  #copy(handle: Handle<object>): Value {
    const from = handle.link;
    const v = from.objects.get(handle) as Value;
    refuseTransfer(v, this.link.engine);
    const theirs = new EngineChannels(from, tasksOf(from));
    return copyValue(theirs.link(newLocalPair), v, this.#channels.link(newLocalPair));
  }

  #refuseClosedEngine(): void {
    if (this.link.closed) throw new LuaClosedError(this.link.engine);
  }

  #refuseAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted === true) throw new LuaAbortError(signal.reason, this.link.engine);
  }

  #failure(reason: unknown): Error {
    if (!(reason instanceof LuaThrow)) return reason as Error; // made for the host already
    const value = this.link.toHost(reason.value);
    return new LuaRuntimeError(String(value), value, "", this.link.engine);
  }

  #closedError(message: string): LuaRuntimeError {
    return new LuaRuntimeError(message, message, "", this.link.engine);
  }
}

/** @throws LuaConversionError naming the first thing in `v` that cannot be copied */
function refuseTransfer(v: Value, engine: string | undefined): void {
  const fault = walkTransfer(v, () => {});
  if (fault === undefined) return;
  const colon = fault.lastIndexOf(": ");
  throw new LuaConversionError(fault.slice(0, colon), fault.slice(colon + 2), "value of another engine", engine);
}

function tasksOf({ cx }: Link): TaskRunner {
  return cx.libraryData.get(TASK_HOST) as TaskRunner;
}
