/**
 * The scheduler (AO 7.4) as a machine that makes one transition at a time, so that a world can be stopped, saved and gone on
 * with between any two messages. A cycle gives each process that is ready a turn; a turn delivers the outbox and then
 * handles what is in the queue.
 */

import { packed } from "../../vm/arrays.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";
import { draftOfAddress } from "./addresses.ts";
import { AoError } from "./aoError.ts";
import { type Copied, CopiedTable, copyOut } from "./copied.ts";
import type { Core } from "./core.ts";
import { hasDelayed, releaseDelayed } from "./faults.ts";
import { Handled } from "./handled.ts";
import { type Message, textOf } from "./message.ts";
import { addMetadata } from "./metadata.ts";
import { offer } from "./offering.ts";
import { deliverOutbox, NOTHING_DELIVERED } from "./outboxes.ts";
import type { Participant } from "./participant.ts";
import type { Outcome } from "./processEngine.ts";
import { copyEngine } from "./states.ts";
import { noteSuspended, noteWaiting } from "./waiting.ts";

const PROCESS_HANDLE = new FieldSite("handle");
const RESULT_ERROR = new FieldSite("Error");
const RESULT_OUTPUT = new FieldSite("Output");

/** What a transition did. */
export type Tick = "idle" | "cycle" | "turn" | "handled" | "rest";

/** Makes one transition. */
export function tick(core: Core): Tick {
  const done = transition(core);
  if (done !== "idle") core.ticks++;
  return done;
}

function transition(core: Core): Tick {
  const process = core.active === undefined ? undefined : core.participants.get(core.active);
  if (process !== undefined) {
    if (process.queue.length > 0 && core.quota > 0) {
      core.quota--;
      handleNext(core, process);
      return "handled";
    }
    if (process.queue.length > 0) core.wake(process);
    core.active = undefined;
    return "rest";
  }
  const next = core.turns.shift();
  if (next !== undefined) {
    beginTurn(core, next);
    return "turn";
  }
  if (core.ready.size === 0 && !hasDelayed(core)) return "idle";
  core.cycles++;
  releaseDelayed(core);
  const turns = [...core.ready];
  core.ready.clear();
  if (core.options.schedule === "random") shuffle(core, turns);
  core.turns.replace(turns);
  return "cycle";
}

function shuffle(core: Core, items: string[]): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = core.draw(i + 1);
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}

function beginTurn(core: Core, id: string): void {
  const process = core.participants.get(id);
  if (process === undefined) return;
  core.active = id;
  if (process.engine !== null) noteErrors(core, process, deliverOutbox(core, process, undefined).errors);
  const { length } = process.queue;
  // what comes while it goes on, from itself or by assignment, has an end as well
  core.quota =
    core.options.schedule === "random" && length > 0 ? 1 + core.draw(length) : length + core.options.turnLimit;
}

function noteErrors(core: Core, { id }: Participant, errors: readonly string[]): void {
  for (const error of errors) core.turnErrors.push(`Error in process ${id}: ${error}`);
}

function handleNext(core: Core, process: Participant): void {
  const { id, again } = process.queue.shift()!;
  const message = core.store.get(id)!;
  if (!again && message.handled > 0) {
    noteErrors(core, process, [`aolite: Message already processed: ${id}`]);
  } else handleMessage(core, process, message);
  core.release(id);
}

/** Has a participant handle a message, and delivers what comes of it. */
export function handleMessage(core: Core, process: Participant, message: Message): Handled {
  const outer = core.handling;
  core.handling = message;
  message.handled++;
  core.steps++;
  core.counts.handled++;
  try {
    const handled = process.engine === null ? answer(core, process, message) : evaluate(core, process, message);
    if (message.results === undefined) message.results = packed(handled);
    else message.results.push(handled);
    core.hooks.handled?.(handled);
    return handled;
  } finally {
    core.handling = outer;
  }
}

function evaluate(core: Core, process: Participant, message: Message): Handled {
  const { hooks, options } = core;
  const image = options.onFailure === "rollback" ? copyEngine(process.engine!) : null;
  const engine = process.engine!;
  const { custom } = engine;
  const own = custom === undefined ? PROCESS_HANDLE.of(engine.runtime.process) : custom.getStr("handle");
  const handle = isFunction(own as LuaValue) ? (own as LuaValue) : engine.runtime.handle;
  const env = custom === undefined ? engine.environment(process.id) : engine.runtime.env;
  const table = engine.messageTable(message);
  if (options.metadata) addMetadata(process, message, table);
  const outcome = engine.run(handle, [table, env], core.budget);
  hooks.spent?.(outcome.used);
  const isSuspended = noteSuspended(engine, message.id);
  const response = readResponse(core, process, outcome, custom !== undefined);
  const { printed } = engine;
  if (printed !== "") hooks.debug?.("output", `[${process.id}] ${printed}`);
  const rolledBack = image !== null && response.error !== undefined;
  let delivered = NOTHING_DELIVERED;
  if (rolledBack) process.engine = image;
  else delivered = deliverOutbox(core, process, message.id);
  if (isSuspended || process.waitingSince.size > 0) noteWaiting(process, core.clock.now());
  if (response.error !== undefined) hooks.failed?.(process.id, response.error);
  noteErrors(core, process, delivered.errors);
  const handled = new Handled(message.id, process.id, core.steps);
  handled.output = response.output;
  handled.Output = response.Output;
  handled.error = response.error;
  handled.messages = delivered.messages;
  handled.spawns = delivered.spawns;
  handled.assignments = delivered.assignments;
  handled.deliveryErrors = delivered.errors;
  handled.gasUsed = outcome.used;
  handled.rolledBack = rolledBack;
  return handled;
}

interface Response {
  readonly error: string | undefined;
  readonly output: string;
  readonly Output: Copied;
}

function readResponse(core: Core, process: Participant, outcome: Outcome, isCustom: boolean): Response {
  if (!outcome.ok) {
    if (isCustom) noteErrors(core, process, [outcome.text]);
    return { error: outcome.text, output: "", Output: undefined };
  }
  const table = outcome.values[0];
  if (!(table instanceof LuaTable)) return { error: undefined, output: "", Output: undefined };
  if (isCustom) adopt(process, table);
  const failure = RESULT_ERROR.of(table);
  const error = failure === undefined ? undefined : process.engine!.textOf(failure);
  const Output = outputOf(process, RESULT_OUTPUT.of(table));
  const data = Output instanceof CopiedTable ? Output.get("data") : Output;
  return { error, output: data === undefined ? "" : textOf(data), Output };
}

/** The keys of most outputs (AO 5.3). */
const OUTPUT_KEYS: Copied[] = ["data", "prompt", "print"];

/** A copy of an output; what is in most of them is kept once. */
function outputOf(process: Participant, v: LuaValue): Copied {
  const output = copyOut(v);
  if (!(output instanceof CopiedTable) || output.keys.length !== 3) return output;
  const { keys, values } = output;
  for (let i = 0; i < 3; i++) if (keys[i] !== OUTPUT_KEYS[i]) return output;
  if (typeof values[1] !== "string") return output;
  if (values[1] !== process.lastPrompt) process.lastPrompt = values[1];
  values[1] = process.lastPrompt;
  return new CopiedTable(undefined, OUTPUT_KEYS, values);
}

const PARTS = ["Messages", "Spawns", "Assignments", "Output", "Error"];

/** What a Lua module returned is its outbox when it has sent nothing itself (AO 7.7). */
function adopt(process: Participant, response: LuaTable): void {
  const engine = process.engine!;
  const messages = engine.outbox?.getStr("Messages") as LuaValue;
  if (messages instanceof LuaTable && messages.length() > 0) return;
  if (PARTS.every((part) => response.getStr(part) === undefined)) return;
  engine.ao.setStr("outbox", response);
}

/** Has a mock answer. */
function answer(core: Core, mock: Participant, message: Message): Handled {
  const messages: string[] = [];
  const errors: string[] = [];
  let failure: string | undefined;
  try {
    for (const input of mock.mock?.handler(message) ?? []) {
      messages.push(offer(core, draftOfAddress(core, mock, input), mock).id);
    }
  } catch (error) {
    if (error instanceof AoError) errors.push(error.message);
    else failure = error instanceof Error ? error.message : String(error);
  }
  noteErrors(core, mock, errors);
  const handled = new Handled(message.id, mock.id, core.steps);
  handled.error = failure;
  handled.messages = messages;
  handled.deliveryErrors = errors;
  return handled;
}

/** What a run came to. */
export interface RunTotal {
  readonly steps: number;
  readonly cycles: number;
  readonly idle: boolean;
  readonly errors: readonly string[];
}

/** Makes transitions until nothing is left to do, or as many cycles have gone by, or messages been handled (AO 7.4). */
export function runCycles(core: Core, cycles: number, steps: number, afterStep?: () => void): RunTotal {
  const total = { steps: 0, cycles: 0, idle: false };
  core.running++;
  try {
    while (total.steps < steps && (core.hooks.remaining?.() ?? 1) > 0) {
      if (total.cycles >= cycles && core.active === undefined && core.turns.length === 0) break;
      const done = tick(core);
      if (done === "idle") {
        total.idle = true;
        break;
      }
      if (done === "cycle") total.cycles++;
      else if (done === "handled") {
        total.steps++;
        afterStep?.();
      }
    }
    const errors = core.turnErrors;
    core.turnErrors = [];
    return { ...total, errors };
  } finally {
    core.running--;
  }
}
