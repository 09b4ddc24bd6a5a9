/** Delivering what processes have put into their outboxes (AO 7.3). */
import { packed } from "../../vm/arrays.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { AoError } from "./aoError.ts";
import { CopiedTable, copyOut } from "./copied.ts";
import type { Core } from "./core.ts";
import { draftOf, textOf } from "./message.ts";
import { assign, offer } from "./offering.ts";
import type { Participant } from "./participant.ts";
import { spawnChild } from "./spawning.ts";

const OUTBOX_ASSIGNMENTS = new FieldSite("Assignments");
const OUTBOX_MESSAGES = new FieldSite("Messages");
const OUTBOX_OUTPUT = new FieldSite("Output");
const OUTBOX_SPAWNS = new FieldSite("Spawns");

/** What the delivery of an outbox came to. */
export interface Delivered {
  readonly messages: string[];
  readonly spawns: string[];
  readonly assignments: { readonly message: string; readonly processes: readonly string[] }[];
  readonly errors: string[];
}

/** That of an outbox with nothing in it. */
export const NOTHING_DELIVERED: Delivered = Object.freeze({
  messages: Object.freeze([]) as readonly never[] as never[],
  spawns: Object.freeze([]) as readonly never[] as never[],
  assignments: Object.freeze([]) as readonly never[] as never[],
  errors: Object.freeze([]) as readonly never[] as never[],
});

/** Sends what a process has put into its outbox; what fails does not hold up the rest. `pushedFor`: what it has handled. */
export function deliverOutbox(core: Core, process: Participant, pushedFor: string | undefined): Delivered {
  const engine = process.engine!;
  const { outbox } = engine;
  if (outbox === undefined) return NOTHING_DELIVERED;
  const messages = OUTBOX_MESSAGES.of(outbox);
  const spawns = OUTBOX_SPAWNS.of(outbox);
  const assignments = OUTBOX_ASSIGNMENTS.of(outbox);
  if (isNew(outbox, messages, spawns, assignments)) return NOTHING_DELIVERED;
  // before anything is delivered: sending may lead back here
  engine.clearOutbox();
  if (isEmpty(messages) && isEmpty(spawns) && isEmpty(assignments)) return NOTHING_DELIVERED;
  const delivered: Delivered = {
    messages: packed(),
    spawns: isEmpty(spawns) ? NOTHING_DELIVERED.spawns : packed(),
    assignments: isEmpty(assignments) ? NOTHING_DELIVERED.assignments : packed(),
    errors: packed(),
  };
  for (const item of itemsOf(messages)) guard(core, process, delivered, item, deliverMessage, pushedFor);
  for (const item of itemsOf(spawns)) guard(core, process, delivered, item, deliverSpawn, undefined);
  for (const item of itemsOf(assignments)) guard(core, process, delivered, item, deliverAssignment, undefined);
  return delivered;
}

type Deliverer = (
  core: Core,
  process: Participant,
  delivered: Delivered,
  item: LuaTable,
  pushedFor: string | undefined,
) => void;

function deliverSpawn(core: Core, process: Participant, delivered: Delivered, item: LuaTable): void {
  delivered.spawns.push(spawnChild(core, process, draftOf(item)));
}

function deliverAssignment(core: Core, process: Participant, delivered: Delivered, item: LuaTable): void {
  const id = textOf(copyOut(item.getStr("Message") as LuaValue));
  const listed = copyOut(item.getStr("Processes") as LuaValue);
  const processes = listed instanceof CopiedTable ? listed.items().map(textOf) : [];
  delivered.assignments.push({ message: id, processes });
  assign(core, id, processes, delivered.errors, process.id);
}

function deliverMessage(
  core: Core,
  process: Participant,
  delivered: Delivered,
  item: LuaTable,
  pushedFor: string | undefined,
): void {
  const draft = draftOf(item);
  const { fields } = draft;
  if (fields.get("Target") === process.id && pushedFor !== undefined && !fields.has("Pushed-For")) {
    fields.set("Pushed-For", pushedFor);
  }
  const { serial } = core;
  const message = offer(core, draft, process);
  if (core.serial > serial) delivered.messages.push(message.id);
}

function guard(
  core: Core,
  process: Participant,
  delivered: Delivered,
  item: LuaTable,
  deliver: Deliverer,
  pushedFor: string | undefined,
): void {
  try {
    deliver(core, process, delivered, item, pushedFor);
  } catch (error) {
    if (!(error instanceof AoError)) throw error;
    delivered.errors.push(error.message);
    core.hooks.failed?.(process.id, error.message);
  }
}

/** Whether an outbox with these lists is as it was made: with them, Output, and nothing else. */
function isNew(outbox: LuaTable, messages: LuaValue, spawns: LuaValue, assignments: LuaValue): boolean {
  if (outbox.entryCount() !== 4 || !isNewList(OUTBOX_OUTPUT.of(outbox))) return false;
  return isNewList(messages) && isNewList(spawns) && isNewList(assignments);
}

function isNewList(list: LuaValue): boolean {
  return list instanceof LuaTable && list.isEmpty() && list.meta === null;
}

function isEmpty(list: LuaValue): boolean {
  return !(list instanceof LuaTable) || list.length() === 0;
}

const NONE: readonly LuaTable[] = Object.freeze([]);

/** The tables in a list of a process. */
function itemsOf(list: LuaValue): readonly LuaTable[] {
  if (!(list instanceof LuaTable) || list.length() === 0) return NONE;
  return (list.items as readonly LuaValue[]).filter((v) => v instanceof LuaTable);
}
