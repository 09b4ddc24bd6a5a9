/** Records what happens in a world. */
import type { AoMessage, AoValue, World } from "../world/types.ts";
import type { DropEvent, ErrorEvent, MessageEvent, TraceEvent } from "./event.ts";

/** See {@link recordTrace}. */
export interface TraceRecording {
  /** What has happened so far. */
  readonly events: readonly TraceEvent[];
  /** Ends the recording; the events stay. */
  stop(): void;
}

/** Called with each event as it happens. */
export type TraceListener = (event: TraceEvent) => void;

/**
 * Records a world from now on.
 * @param listener also told of each event
 * @param keeps whether the events are kept, beside being told
 */
export function recordTrace(world: Pick<World, "on">, listener?: TraceListener, keeps = true): TraceRecording {
  const events: TraceEvent[] = [];
  /** An error that may be that of the result which follows: then it is not told twice. */
  let held: ErrorEvent | undefined;
  const tell = (event: TraceEvent): void => {
    if (keeps) events.push(event);
    listener?.(event);
  };
  const release = (): void => {
    const error = held;
    held = undefined;
    if (error !== undefined) tell(error);
  };
  const add = (event: TraceEvent): void => {
    if (event.kind === "result" && held?.process === event.process && held.text === event.error) held = undefined;
    release();
    if (event.kind === "error") held = event;
    else tell(event);
  };
  const removers = listen(world, add);
  return {
    get events() {
      release();
      return events;
    },
    stop: () => {
      release();
      for (const remove of removers) remove();
    },
  };
}

function listen(world: Pick<World, "on">, add: TraceListener): (() => void)[] {
  return [
    world.on("spawn", ({ process, owner, module, cause }) =>
      add({ kind: "spawn", process, owner, module, ...(cause === undefined ? {} : { cause }) }),
    ),
    world.on("queue", ({ message, target, assigned, cause }) =>
      add({
        ...messageEvent(message, target),
        ...(assigned ? (target === message.Target ? { again: true } : { assigned: true }) : {}),
        ...(cause === undefined ? {} : { cause }),
      }),
    ),
    world.on("result", ({ process, message, step, GasUsed: gasUsed, output, Error: error }) => {
      const event = { kind: "result", process, message: message.Id, step, gas: gasUsed, output } as const;
      add(error === undefined ? event : { ...event, error });
    }),
    world.on("drop", ({ message, reason }) => add(dropEvent(message, reason))),
    world.on("error", ({ process, message }) => add({ kind: "error", process, text: message })),
    world.on("clock", ({ now, height }) => add({ kind: "clock", now, height })),
  ];
}

function messageEvent(message: AoMessage, to: string): MessageEvent {
  const { Id: id, From: from, Action, Data, TagArray, Timestamp: time } = message;
  return {
    kind: "message",
    id,
    from,
    to,
    ...(Action === undefined ? {} : { action: Action }),
    ...(Data === undefined || Data === null ? {} : { data: valueText(Data) }),
    tags: TagArray.map(({ name, value }) => [name, valueText(value)] as const),
    time,
  };
}

function dropEvent(message: AoMessage, reason: string): DropEvent {
  const { Id: id, From: from, Target, Action } = message;
  return {
    kind: "drop",
    id,
    from,
    ...(Target === undefined ? {} : { to: Target }),
    ...(Action === undefined ? {} : { action: Action }),
    reason,
  };
}

/** A value of a message as text: strings as they are, tables as JSON. */
export function valueText(value: AoValue): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "nil";
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, v) => (typeof v === "bigint" ? String(v) : (v as unknown))) ?? "";
}
