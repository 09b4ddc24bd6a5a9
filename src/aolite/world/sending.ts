/** What the host has processes and wallets do: send messages, and evaluate code (AO 7.1, 7.5). */
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { draftOfAddress } from "./addresses.ts";
import { AoError } from "./aoError.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Core, Evaluation } from "./core.ts";
import type { Handled } from "./handled.ts";
import { draftOf, type Message, textOf } from "./message.ts";
import { offer } from "./offering.ts";
import type { Participant } from "./participant.ts";
import type { ProcessEngine } from "./processEngine.ts";
import { handleMessage } from "./scheduler.ts";

/** A message that the host has sent, and the table that the sender's `ao.send` gave for it, in the sender's engine. */
export interface Sent {
  readonly message: Message;
  readonly table: LuaTable | undefined;
}

/**
 * Has a process send a message with its own `ao.send`, and queues it at once (AO 7.1).
 * @throws AoError also with the error of that function
 */
export function sendFromProcess(core: Core, sender: Participant, input: CopiedTable): Sent {
  const engine = sender.engine!;
  const outcome = engine.run(engine.aoFunction("send"), [engine.take(input)], core.budget);
  core.hooks.spent?.(outcome.used);
  if (!outcome.ok) throw new AoError(outcome.text);
  const table = outcome.values[0];
  if (!(table instanceof LuaTable)) throw new AoError("ao.send returned no message");
  try {
    return { message: offer(core, draftOf(table), sender, { byHost: true }), table };
  } catch (error) {
    takeBack(engine, table);
    throw error;
  }
}

/** What the host has been told could not be sent is not tried again with the rest of the outbox. */
function takeBack({ outbox }: ProcessEngine, table: LuaTable): void {
  const messages = outbox?.getStr("Messages");
  const last = messages instanceof LuaTable ? (messages.getInt(messages.length()) as LuaValue) : undefined;
  if (!(messages instanceof LuaTable) || !(last instanceof LuaTable)) return;
  if (last.getStr("Anchor") === table.getStr("Anchor")) messages.setInt(messages.length(), undefined);
}

/** Sends a message from an address that is no process. @throws AoError */
export function sendFromAddress(core: Core, sender: Participant, input: CopiedTable): Message {
  return offer(core, draftOfAddress(core, sender, input), sender);
}

/** A table out of fields. */
export function tableOf(fields: Readonly<Record<string, Copied>>): CopiedTable {
  const table = new CopiedTable();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    table.keys.push(key);
    table.values.push(value);
  }
  return table;
}

/** What asks a process to evaluate code (AO 7.5). */
export function evalRequest(id: string, code: string): CopiedTable {
  return tableOf({ From: id, Target: id, Action: "EvalRequest", Data: code });
}

/** Notes from now on what answers a request to evaluate; to be taken out of `Core.evaluations` again. */
export function expectAnswer(core: Core, id: string, request: Message): Evaluation {
  const evaluation: Evaluation = {
    process: id,
    request,
    reference: textOf(request.tag("Reference")),
    answer: undefined,
  };
  core.evaluations.add(evaluation);
  return evaluation;
}

/** Has a process evaluate code at once; the rest of its queue is left as it is. */
export function evaluateAtOnce(core: Core, id: string, code: string): Evaluation {
  const process = core.process(id);
  const { message } = sendFromProcess(core, process, evalRequest(id, code));
  const evaluation = expectAnswer(core, id, message);
  try {
    handleAtOnce(core, process, message.id);
    if (evaluation.answer !== undefined) handleAtOnce(core, process, evaluation.answer.id);
  } finally {
    core.evaluations.delete(evaluation);
  }
  return evaluation;
}

/**
 * The JSON of what a request to evaluate gave; undefined when there is no answer yet.
 * @throws AoError "Error in evaluation: ..."; also when the process could not handle the request
 */
export function evaluated({ request, answer }: Evaluation): string | undefined {
  const error = answer === undefined ? request.results?.find(isFailed)?.error : answer.root("Error");
  if (error !== undefined) throw new AoError(`Error in evaluation: ${textOf(error)}`);
  const data = answer?.fields.get("Data");
  return typeof data === "string" ? data : undefined;
}

function isFailed({ error }: Handled): boolean {
  return error !== undefined;
}

/** Handles one message of a queue before its time. */
function handleAtOnce(core: Core, process: Participant, id: string): void {
  const delivery = process.queue.toArray().find((item) => item.id === id);
  if (delivery === undefined) return;
  process.queue.remove(delivery);
  handleMessage(core, process, core.store.get(id)!);
  core.release(id);
}
