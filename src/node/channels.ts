/** Channels between the engines of different worker threads. */
import type { MessagePort, Transferable, Worker } from "node:worker_threads";
import type { ChannelPort, Lua, LuaChannel } from "../api/index.ts";

/** Something of another thread that takes and gives messages: a `Worker`, `parentPort`, or a port. */
export type ThreadPort = Pick<Worker | MessagePort, "postMessage"> & {
  on(event: "message", listener: (message: unknown) => void): unknown;
  off(event: "message", listener: (message: unknown) => void): unknown;
};

interface Offer {
  readonly perigeeChannel: string;
  readonly port: ChannelPort;
}

function isOffer(message: unknown): message is Offer {
  return typeof message === "object" && message !== null && "perigeeChannel" in message;
}

/** Lets another thread use a channel, which it gets with {@link receiveChannel} under the same name. */
export function sendChannel(to: ThreadPort, name: string, channel: LuaChannel): void {
  const port = channel.toPort();
  to.postMessage({ perigeeChannel: name, port } satisfies Offer, [port as unknown as Transferable]);
}

/**
 * The channel that another thread sends under `name`, as a channel of `lua`. Other messages pass. Values that go through it are
 * copied; of channels in them the receiver gets ones that lead back.
 */
export function receiveChannel(lua: Lua, from: ThreadPort, name: string): Promise<LuaChannel> {
  return new Promise((resolve) => {
    const listener = (message: unknown): void => {
      if (!isOffer(message) || message.perigeeChannel !== name) return;
      from.off("message", listener);
      resolve(lua.channelFrom(message.port));
    };
    from.on("message", listener);
  });
}
