/** Spies: what the host counts of the messages that are queued. They change nothing, and are not part of a state's hash. */
import { decodeUtf8, encodeUtf8 } from "../../base/byteString.ts";
import { checkNumber } from "./checks.ts";
import type { Core } from "./core.ts";
import { matchFrom } from "./matchData.ts";
import { matcherOf } from "./matching.ts";
import type { Message } from "./message.ts";
import { unfailing } from "./postponed.ts";
import type { SpyState } from "./rules.ts";
import { loadedMessage, type SavedMessage, savedMessage } from "./savedMessage.ts";
import type { Spy } from "./types.ts";
import { viewOf } from "./views.ts";

/** A spy of a world for the host. It is found by its name: restoring puts another one in its place. */
export function spyView(core: Core, name: string): Spy {
  let last = core.spies.find((spy) => spy.name === name);
  const seen = (): readonly Message[] => {
    last = core.spies.find((spy) => spy.name === name) ?? last;
    return last?.seen ?? [];
  };
  return {
    name,
    get messages() {
      return seen().map((message) => viewOf(message));
    },
    get count() {
      return seen().length;
    },
    expect: (times) => {
      checkNumber("times", times);
      const messages = seen().map((message) => viewOf(message));
      if (times === undefined ? messages.length > 0 : messages.length === times) return;
      const wanted = times === undefined ? "at least one message" : `${times} messages`;
      const came = messages.map(({ Id, Action, Target }) => `${Id} -> ${Target} (${Action})`).join(", ");
      throw new Error(`expected ${wanted}, got ${messages.length}: ${came} (seed ${core.options.seed})`);
    },
    stop: () => {
      seen();
      core.spies = core.spies.filter((spy) => spy.name !== name);
    },
  };
}

/** A spy in a state. Byte strings; messages that the world knows by their ids. */
export interface SavedSpy {
  readonly name: string;
  readonly match: string;
  readonly seen: readonly (string | SavedMessage)[];
}

/** Those that are data. */
export function savedSpies({ spies, store }: Core): SavedSpy[] {
  return spies.flatMap(({ name, match, seen }) =>
    match === undefined
      ? []
      : [
          {
            name: encodeUtf8(name),
            match: encodeUtf8(JSON.stringify(match)),
            seen: seen.map((message) => (store.has(message.id) ? message.id : savedMessage(message))),
          },
        ],
  );
}

/** `store`: the messages of the state. @throws AoError or TypeError when it is none */
export function loadedSpy(core: Core, saved: SavedSpy, store: ReadonlyMap<string, Message>): SpyState {
  const match: unknown = JSON.parse(decodeUtf8(saved.match));
  const seen = saved.seen.flatMap((one) => (typeof one === "string" ? (store.get(one) ?? []) : loadedMessage(one)));
  const matches = unfailing(matcherOf(matchFrom(match), () => core.scratch));
  return { name: decodeUtf8(saved.name), match, matches, seen };
}
