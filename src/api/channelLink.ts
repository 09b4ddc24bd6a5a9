/**
 * Channels across engines and threads. One end serves a channel (an export), the other stands in for it (an import): what is
 * received there is fetched when somebody wants it, what is sent there is handed over one at a time. Values are copied.
 */
import { LuaFloat, toLuaInteger } from "../base/luaFloat.ts";
import { walkTransfer } from "../stdlib/transfer.ts";
import type { CallContext } from "../vm/callContext.ts";
import { type Channel, type ChannelRemote, channelOf, closeChannel } from "../vm/channel.ts";
import { LuaThrow } from "../vm/errors.ts";
import { SIZE } from "../vm/gas.ts";
import { rawSet } from "../vm/metamethods.ts";
import { ITERATION_END, ITERATION_START, keyAt, LuaTable, nextPosition, valueAt } from "../vm/table.ts";
import type { Userdata, LuaValue as Value } from "../vm/value.ts";
import type { Wait } from "../vm/wait.ts";

/** What a `MessagePort` has of what is needed here. */
export interface ChannelPort {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  addEventListener(type: "message" | "close", listener: (event: { data?: unknown }) => void): void;
  start?(): void;
  close(): void;
  /** Node: whether the port keeps the process alive. */
  ref?(): void;
  unref?(): void;
}

/** Makes a connection: two ports, what is posted to one arrives at the other. */
export type PortPair = () => readonly [ChannelPort, ChannelPort];

/** The engine at one end. */
export interface LinkEngine {
  readonly cx: CallContext;
  /** A channel value of the engine that stands in for the one at the other end of `port`. */
  importChannel(port: ChannelPort, staysAlive?: boolean): Userdata;
  /** Serves a channel of the engine to the other end of `port`. */
  exportChannel(object: Userdata, port: ChannelPort, staysAlive?: boolean): void;
  /** Ports to be closed with the engine. */
  readonly ports: Set<ChannelPort>;
}

// ------------------------------------------------------------------ values

/** A value without identity, a float that would look like an integer, or the index of a table or port. */
type WireItem =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | { readonly f: number }
  | { readonly t: number }
  | { readonly c: number };

/** A value as it travels: its tables as flat lists of keys and values, in order. */
interface Wire {
  readonly root: WireItem;
  readonly tables: readonly WireItem[][];
  readonly ports: readonly ChannelPort[];
}

/** @throws LuaThrow when a value in it cannot be copied */
function encode(engine: LinkEngine, root: Value, pair: PortPair): Wire {
  const fault = walkTransfer(root, () => {});
  if (fault !== undefined) throw new LuaThrow(`cannot copy ${fault}`);
  const indices = new Map<LuaTable, number>();
  const open: LuaTable[] = [];
  const ports: ChannelPort[] = [];
  const item = (v: Value): WireItem => {
    if (typeof v !== "object") return v;
    if (v instanceof LuaFloat) return { f: v.n };
    if (v instanceof LuaTable) {
      let t = indices.get(v);
      if (t === undefined) {
        t = open.push(v) - 1;
        indices.set(v, t);
      }
      return { t };
    }
    const [own, other] = pair();
    engine.exportChannel(v as Userdata, own);
    return { c: ports.push(other) - 1 };
  };
  const first = item(root);
  const tables: WireItem[][] = [];
  for (let i = 0; i < open.length; i++) {
    const table = open[i]!;
    const items: WireItem[] = [];
    for (let at = nextPosition(table, ITERATION_START); at !== ITERATION_END; at = nextPosition(table, at)) {
      items.push(item(keyAt(table, at) as Value), item(valueAt(table, at) as Value));
    }
    tables.push(items);
  }
  return { root: first, tables, ports };
}

/** @throws TypeError for what {@link encode} does not make */
function decode(engine: LinkEngine, { root, tables, ports }: Wire): Value {
  const { cx } = engine;
  const made = tables.map(() => cx.newTable());
  const channels: Userdata[] = ports.map((port) => engine.importChannel(port));
  const value = (item: WireItem): Value => {
    switch (typeof item) {
      case "number":
        return Object.is(item, -0) ? new LuaFloat(item) : item;
      case "bigint":
        return toLuaInteger(BigInt.asIntN(64, item));
      case "string":
        for (let i = 0; i < item.length; i++) if (item.charCodeAt(i) > 255) throw new TypeError("not a byte string");
        cx.allocate(SIZE.string + item.length);
        return item;
      case "object": {
        if ("f" in item) return new LuaFloat(item.f);
        const object = "t" in item ? made[item.t] : channels[item.c];
        if (object === undefined) throw new TypeError("malformed message");
        return object;
      }
      default:
        return item;
    }
  };
  tables.forEach((items, t) => {
    for (let i = 0; i + 1 < items.length; i += 2) rawSet(cx, made[t]!, value(items[i]), value(items[i + 1]));
  });
  return value(root);
}

/** Two ends in one thread. */
export function newLocalPair(): readonly [ChannelPort, ChannelPort] {
  const a = new LocalPort();
  const b = new LocalPort();
  a.peer = b;
  b.peer = a;
  return [a, b];
}

class LocalPort implements ChannelPort {
  peer: LocalPort | undefined;
  readonly #listeners = { message: [], close: [] } as Record<string, ((event: { data?: unknown }) => void)[]>;

  postMessage(data: unknown): void {
    const { peer } = this;
    queueMicrotask(() => peer?.tell("message", { data }));
  }
  addEventListener(type: "message" | "close", listener: (event: { data?: unknown }) => void): void {
    this.#listeners[type]!.push(listener);
  }
  tell(type: "message" | "close", event: { data?: unknown }): void {
    for (const listener of this.#listeners[type]!) listener(event);
  }
  close(): void {
    const { peer } = this;
    this.peer = undefined;
    queueMicrotask(() => peer?.tell("close", {}));
  }
}

/** Two ends that may go to other threads. */
export function newMessagePair(): readonly [ChannelPort, ChannelPort] {
  const { port1, port2 } = new MessageChannel();
  return [port1 as unknown as ChannelPort, port2 as unknown as ChannelPort];
}

/** A copy of a value for another engine of this thread. @throws LuaThrow when a value in it cannot be copied */
export function copyValue(from: LinkEngine, v: Value, to: LinkEngine): Value {
  return decode(to, encode(from, v, newLocalPair));
}

// ------------------------------------------------------------------ the serving end

/** What is served. */
export interface ServedChannel {
  readonly channel: Channel;
  hold(): unknown;
  release(): void;
  sendValue(value: Value, signal?: AbortSignal): Promise<void>;
  receiveValue(signal?: AbortSignal): Promise<{ readonly ok: boolean; readonly value: Value }>;
}

type Request = { readonly op: "receive" } | { readonly op: "send"; readonly value: Wire } | { readonly op: "close" };

type Reply =
  | { readonly op: "received"; readonly ok: boolean; readonly value?: Wire; readonly error?: string }
  | { readonly op: "sent"; readonly isClosed: boolean }
  | { readonly op: "closing" };

/** Serves a channel to the other end of a port, until that is closed. With `staysAlive` the process lives until the channel is closed. */
export class ServedLink implements ChannelRemote {
  readonly #engine: LinkEngine;
  readonly #served: ServedChannel;
  readonly #port: ChannelPort;
  readonly #pair: PortPair;
  readonly #over: AbortController = new AbortController();

  constructor(engine: LinkEngine, served: ServedChannel, port: ChannelPort, pair: PortPair, staysAlive: boolean) {
    this.#engine = engine;
    this.#served = served;
    this.#port = port;
    this.#pair = pair;
    served.hold();
    const { channel } = served;
    channel.servers = [...channel.servers, this];
    port.addEventListener("message", ({ data }) => void this.#onRequest(data as Request));
    port.addEventListener("close", () => this.#end());
    port.start?.();
    engine.ports.add(port);
    if (!staysAlive) port.unref?.();
    if (channel.isClosed) this.demand();
  }

  /** The channel has been closed; the other end may still fetch what is left in it. */
  demand(): void {
    this.#reply({ op: "closing" });
    this.#port.unref?.();
  }

  #end(): void {
    const { channel } = this.#served;
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#engine.ports.delete(this.#port);
    channel.servers = channel.servers.filter((server) => server !== this);
    this.#served.release();
  }

  #reply(message: Reply): void {
    if (this.#over.signal.aborted) return;
    this.#port.postMessage(message, message.op === "received" ? (message.value?.ports ?? []) : []);
  }

  async #onRequest(request: Request): Promise<void> {
    if (request.op === "close") closeChannel(this.#served.channel);
    else if (request.op === "send") await this.#send(request.value);
    else await this.#receive();
  }

  async #send(value: Wire): Promise<void> {
    try {
      await this.#served.sendValue(decode(this.#engine, value), this.#over.signal);
      this.#reply({ op: "sent", isClosed: false });
    } catch {
      this.#reply({ op: "sent", isClosed: true });
    }
  }

  async #receive(): Promise<void> {
    try {
      const { ok, value } = await this.#served.receiveValue(this.#over.signal);
      this.#reply(ok ? { op: "received", ok, value: encode(this.#engine, value, this.#pair) } : { op: "received", ok });
    } catch (error) {
      this.#reply({ op: "received", ok: false, error: textOf(error) });
    }
  }
}

function textOf(error: unknown): string {
  if (error instanceof LuaThrow && typeof error.value === "string") return error.value;
  return error instanceof Error ? error.message : "error at the other end";
}

// ------------------------------------------------------------------ the other end

/**
 * Makes a channel of an engine stand in for the one at the other end of a port. It keeps the process alive while something is
 * under way, with `staysAlive` until it is closed.
 */
export class ImportedChannel implements ChannelRemote {
  readonly #engine: LinkEngine;
  readonly #channel: Channel;
  readonly #port: ChannelPort;
  readonly #pair: PortPair;
  /** A value has been asked for; one has been handed over and not yet arrived. */
  #isFetching = false;
  #isSending = false;
  #isClosed = false;
  #staysAlive: boolean;

  constructor(engine: LinkEngine, object: Userdata, port: ChannelPort, pair: PortPair, staysAlive: boolean) {
    this.#staysAlive = staysAlive;
    this.#engine = engine;
    this.#channel = channelOf(object)!;
    this.#port = port;
    this.#pair = pair;
    this.#channel.remote = this;
    port.addEventListener("message", ({ data }) => this.#onReply(data as Reply));
    port.addEventListener("close", () => this.#closeHere());
    port.start?.();
    engine.ports.add(port);
    this.#stayAlive();
  }

  demand(): void {
    const channel = this.#channel;
    if (this.#isClosed) return;
    if (channel.isClosed) {
      this.#port.postMessage({ op: "close" });
      this.#closeHere();
      return;
    }
    if (!this.#isFetching && !channel.receivers.isEmpty) {
      this.#isFetching = true;
      this.#port.postMessage({ op: "receive" });
    }
    while (!this.#isSending) {
      const sender = channel.senders.take();
      if (sender === undefined) break;
      this.#hand(sender.wait, sender.at.index, sender.at.value);
    }
    this.#stayAlive();
  }

  /** Hands a value over; its sender need not wait until it has arrived. */
  #hand(wait: Wait, index: number, v: Value): void {
    try {
      const value = encode(this.#engine, v, this.#pair);
      this.#port.postMessage({ op: "send", value }, value.ports);
      this.#isSending = true;
      wait.end(index, false, undefined);
    } catch (reason) {
      wait.settle({ ok: false, reason });
    }
  }

  #onReply(reply: Reply): void {
    const channel = this.#channel;
    if (reply.op === "sent") {
      this.#isSending = false;
      if (reply.isClosed) this.#closeHere();
    } else if (reply.op === "closing") this.#staysAlive = false;
    else {
      this.#isFetching = false;
      if (reply.ok) this.#deliver(reply.value!);
      else if (reply.error === undefined) this.#closeHere();
      else channel.receivers.take()?.wait.settle({ ok: false, reason: new LuaThrow(reply.error) });
    }
    this.demand();
    this.#stayAlive();
  }

  /** To the first who waits; when nobody does any more, it is kept for the next. */
  #deliver(wire: Wire): void {
    const channel = this.#channel;
    let value: Value;
    try {
      value = decode(this.#engine, wire);
    } catch (reason) {
      // a limit of the engine, for instance
      channel.receivers.take()?.wait.settle({ ok: false, reason });
      return;
    }
    const receiver = channel.receivers.take();
    if (receiver === undefined) channel.buffer.push(value);
    else receiver.wait.end(receiver.at.index, true, value);
  }

  #closeHere(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeChannel(this.#channel);
    this.#engine.ports.delete(this.#port);
    this.#port.close();
  }

  #stayAlive(): void {
    if (this.#isClosed) return;
    if (this.#staysAlive || this.#isFetching || this.#isSending) this.#port.ref?.();
    else this.#port.unref?.();
  }
}
