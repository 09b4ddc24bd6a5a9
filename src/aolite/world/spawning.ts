/** Starting processes (AO 7.2). */

import { loadChunk } from "../../stdlib/load.ts";
import { requireFunction } from "../../stdlib/require.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";
import { AoError } from "./aoError.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Core } from "./core.ts";
import { startCron } from "./cron.ts";
import { addEvalHandlers, BOOT } from "./evalHandlers.ts";
import { giveGlobals } from "./globalsImage.ts";
import { completeDraft, type Draft, Tag, tagOf, tagsOf, textOf } from "./message.ts";
import { offer } from "./offering.ts";
import { Participant } from "./participant.ts";
import { ProcessEngine } from "./processEngine.ts";

/** The module of processes that name none. */
export const DUMMY_MODULE = "DefaultDummyModule";
/** Data of a spawn that has none. */
export const NO_DATA = "NODATA";

/** Stands for the path of `require` among the globals that a host gives. */
export const PACKAGE_PATH = "package.path";

/** What is to be started. Byte strings. */
export interface Birth {
  readonly id: string;
  /** What it boots; see AO 7.2. */
  readonly source: string | undefined;
  readonly tags: readonly Tag[];
  readonly owner: string;
}

/**
 * The tags out of what a program gave: nil, a list of `{ name, value }`, or a map.
 * @throws AoError with the texts of AO 7.2
 */
export function birthTags(given: Copied): Tag[] {
  if (given === undefined) return [];
  if (!(given instanceof CopiedTable)) throw new AoError("`initEnv` must be a table");
  const first = given.get(1);
  if (first instanceof CopiedTable && first.get("name") !== undefined) {
    for (const item of given.values) {
      const name = item instanceof CopiedTable ? item.get("name") : undefined;
      if (typeof name !== "string") throw new AoError("Each tag item needs a string `name` field");
    }
    return tagsOf(given);
  }
  if (!given.keys.every((key) => typeof key === "string")) throw new AoError("`initEnv` map keys must be strings");
  return tagsOf(given);
}

/** Starts a process and boots it. @throws AoError; then there is none */
export function spawnProcess(core: Core, birth: Birth): Participant {
  const { id, tags, owner } = birth;
  if (core.participants.get(id)?.kind === "process") {
    throw new AoError(`aolite: Process with ID ${id} already exists`);
  }
  const module = textOf(tagOf(tags, "Module") ?? DUMMY_MODULE);
  if (core.hooks.traces?.() === true)
    core.hooks.debug?.("trace", `[\x1b[34maolite\x1b[0m] spawning process id: ${id} & module: ${module}`);
  const before = core.participants.get(id);
  const process = new Participant(id, "process", { owner, module, tags });
  const cx = core.kit.make();
  process.engine = ProcessEngine.open(core.kit, cx, { id, module });
  core.participants.set(id, process);
  for (const messageId of before?.history.toArray() ?? []) process.history.push(messageId);
  try {
    setGlobals(core, process);
    setHostGlobals(core, process);
    core.hooks.prepare?.(process);
    giveGlobals(core.image, cx);
    loadModule(core, process, module);
    boot(core, process, birth);
    addEvalHandlers(process.engine);
  } catch (error) {
    core.participants.delete(id);
    if (before !== undefined) core.participants.set(id, before);
    throw error;
  }
  const { printed } = process.engine;
  if (printed !== "") core.hooks.debug?.("output", `[${id}] ${printed}`);
  startCron(core, process);
  core.wake(process);
  core.hooks.spawned?.(process, core.handling?.id);
  return process;
}

/** Says who the process is, and makes its tags globals of it. */
function setGlobals(core: Core, process: Participant): void {
  const engine = process.engine!;
  const { cx, runtime } = engine;
  const { env } = runtime;
  const { id, owner, tags, module } = process;
  engine.setIdentity(id, owner, tags);
  const identity = cx.newTable(0, 3);
  identity.setStr("Id", id);
  identity.setStr("Owner", owner);
  identity.setStr("Tags", engine.tagList(tags));
  env.setStr("Process", identity);
  env.setStr("Owner", owner);
  env.setStr("Name", id);
  const { ao } = engine;
  ao.setStr("id", id);
  ao.setStr("_module", module);
  const authorities = cx.newTable(core.options.authorities.length);
  for (const address of core.options.authorities) authorities.append(address);
  ao.setStr("authorities", authorities);
  for (const { name, value } of tags) if (typeof name === "string") env.set(name, engine.take(value));
  env.setStr("Inbox", cx.newTable());
}

/** What the host gives to all processes; what a process has already by that name stays. */
function setHostGlobals(core: Core, process: Participant): void {
  const { keys, values } = core.globals;
  const { env } = process.engine!.runtime;
  for (const [i, name] of keys.entries()) {
    const value = values[i];
    if (value instanceof CopiedTable || typeof name !== "string") continue;
    if (name === PACKAGE_PATH) {
      const library = env.getStr("package") as LuaValue;
      if (library instanceof LuaTable) library.setStr("path", value);
    } else if (env.getStr(name) === undefined) env.set(name, value);
  }
}

/** A Lua module of the process's module name takes the place of the runtime when there is one (AO 7.7). */
function loadModule(core: Core, process: Participant, module: string): void {
  if (module === DUMMY_MODULE || module === "") return;
  const engine = process.engine!;
  const outcome = engine.run(requireFunction(engine.cx), [module], core.budget);
  core.hooks.spent?.(outcome.used);
  const value = outcome.ok ? outcome.values[0] : undefined;
  if (value instanceof LuaTable && isFunction(value.getStr("handle") as LuaValue)) engine.custom = value;
}

function boot(core: Core, process: Participant, birth: Birth): void {
  const engine = process.engine!;
  const { cx } = engine;
  const onBoot = tagOf(birth.tags, "On-Boot");
  const given = birth.source;
  const where = onBoot === undefined ? given : textOf(onBoot);
  if (where === undefined || where === NO_DATA) return;
  if (where === "Data") {
    if (given === undefined) return;
    const chunk = loadChunk(cx, given, "onboot", "t", engine.runtime.env);
    if (typeof chunk !== "string") bootWith(core, process, chunk, []);
    else if (looksLikeModule(given)) bootWith(core, process, requireFunction(cx), [given]);
    else throw new AoError(chunk);
    return;
  }
  const data = onBoot === undefined ? undefined : core.kit.options.readData?.(where);
  if (data !== undefined) {
    const chunk = loadChunk(cx, data, where, "t", engine.runtime.env);
    if (typeof chunk === "string") throw new AoError(chunk);
    bootWith(core, process, chunk, []);
  } else bootWith(core, process, requireFunction(cx), [where.replace(/\.lua$/, "").replaceAll("/", ".")]);
}

/** A name, as the notes' usage flow gives it in place of source (AO 7.2). */
function looksLikeModule(text: string): boolean {
  return /^[\w.@/-]+$/.test(text);
}

/** Runs boot code in a coroutine of its own, so that it may wait for messages. */
function bootWith(core: Core, process: Participant, fn: LuaValue, args: readonly LuaValue[]): void {
  const engine = process.engine!;
  const outcome = engine.run(BOOT, [fn, ...args], core.budget);
  core.hooks.spent?.(outcome.used);
  if (!outcome.ok) throw new AoError(outcome.text);
}

/**
 * Starts the child that a process asks for, and tells the process (AO 7.3).
 * @returns the child's id
 * @throws AoError
 */
export function spawnChild(core: Core, parent: Participant, draft: Draft): string {
  const { fields, tags } = draft;
  completeDraft(draft, parent, core.clock.timestamp, core.clock.height, core.options.idSeparator);
  parent.children++;
  const id = `${parent.id}:${parent.children}`;
  const data = fields.get("Data");
  const source = data === undefined || data === NO_DATA ? undefined : textOf(data);
  const own = tags.slice();
  spawnProcess(core, { id, source, tags: own, owner: parent.id });
  fields.set("Action", "Spawned");
  fields.set("Target", parent.id);
  fields.set("Process", id);
  // a tag of that name would take the place of the root field
  for (const [name, value] of [["Action", "Spawned"] as const, ["Process", id] as const]) {
    if (tagOf(tags, name) !== undefined) tags.push(new Tag(name, value));
  }
  offer(core, draft, parent, { silent: true });
  return id;
}
