/**
 * `process.handle` (AO 5.2): what happens to one message, step by step. Programs may replace most functions that it uses; so
 * each is looked up when its turn comes, called if it is the program's, and done directly if it is the runtime's own.
 */
import { newCoroutine, statusOf } from "../../stdlib/coroutine.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { SIZE } from "../../vm/gas.ts";
import { Signal } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import { traceback } from "../../vm/traceback.ts";
import { isFunction, rawEquals, toStringValue } from "../../vm/types.ts";
import type { Continuation, Coroutine, LuaFunction, LuaValue } from "../../vm/value.ts";
import { dumpValue } from "../modules/dump.ts";
import { decodeJson } from "../modules/jsonDecode.ts";
import { clearOutbox, init, initialize, isFromAuthority, isTrusted, normalize, result, resultOf } from "./ao.ts";
import { isAssignment, isForOthers } from "./assignment.ts";
import {
  aoOf,
  coreOf,
  envOf,
  fail,
  handlersOf,
  isOwn,
  nativeIn,
  newList,
  newRecord,
  outboxOwner,
  push,
  replaced,
  Slot,
  tableIn,
} from "./core.ts";
import { addHandler, append, once, registerOnce, registerOwn } from "./handlers.ts";
import { extractTags, field, fieldAt } from "./message.ts";
import { newOutbox } from "./outbox.ts";
import { color, hasOwnPrompt, printedLines, promptText } from "./output.ts";
import { initializeState, setTime, tabulate } from "./processState.ts";
import { closeCoroutine, pruneCoroutines } from "./receive.ts";
import { forward, reply } from "./sending.ts";

const AO_CLEAR_OUTBOX = new FieldSite("clearOutbox");
const AO_INIT = new FieldSite("init");
const AO_IS_ASSIGNMENT = new FieldSite("isAssignment");
const AO_IS_TRUSTED = new FieldSite("isTrusted");
const AO_NONCE = new FieldSite("Nonce");
const AO_NON_EXTRACTABLE = new FieldSite("nonExtractableTags");
const AO_NORMALIZE = new FieldSite("normalize");
const AO_OUTBOX = new FieldSite("outbox");
const AO_RESULT = new FieldSite("result");
const CONTENT_TYPE = new FieldSite("Content-Type");
const ENV_PROCESS = new FieldSite("Process");
const GIVEN_PROCESS = new FieldSite("Process");
const GIVEN_TAGS = new FieldSite("Tags");
const HANDLERS_ADD = new FieldSite("add");
const HANDLERS_APPEND = new FieldSite("append");
const HANDLERS_EVALUATE = new FieldSite("evaluate");
const HANDLERS_ONCE = new FieldSite("once");
const MSG_ACTION = new FieldSite("Action");
const MSG_FROM = new FieldSite("From");
const MSG_ID = new FieldSite("Id");
const MSG_NONCE = new FieldSite("Nonce");
const MSG_OWNER = new FieldSite("Owner");
const MSG_TAGS = new FieldSite("Tags");
const MSG_TIMESTAMP = new FieldSite("Timestamp");
const PRINT_LOGS = new FieldSite("HANDLER_PRINT_LOGS");
const PROCESS_ID = new FieldSite("Id");
const PROCESS_TAGS = new FieldSite("Tags");
const TABULATED_TAGS = new FieldSite("Tags");

/** Where the handling of a message is; numbers go up as it goes on. */
enum Step {
  INIT = 0,
  NORMALIZE = 1,
  STATE = 2,
  CLEAR = 3,
  TRUST = 4,
  ASSIGNMENT = 5,
  ASSIGNABLE = 6,
  REGISTER = 7,
  BOOT = 8,
  DEFAULT = 9,
  EVALUATE = 10,
  EVALUATED = 11,
  CLOSED = 12,
  /** The message is refused: telling the sender, and printing that. */
  REFUSE = 13,
  REFUSE_PRINT = 14,
  REFUSED = 15,
  FAILED = 16,
  /** The error has become text. */
  FAILED_TEXT = 17,
  /** Printing what went wrong, line by line. */
  REPORT = 18,
  REPORTED = 21,
  SUCCEEDED = 22,
  PROMPTED = 23,
  RESULT = 24,
}

/** The handling of a message: plain data. */
interface Handling {
  readonly core: LuaTable;
  msg: LuaTable;
  /** What `handle` was called with, or the table in it that has `Process`. */
  readonly env: LuaTable;
  step: Step;
  /** Runs the handlers. */
  co: Coroutine | undefined;
  error: LuaValue;
  /** Why it was refused, and what the sender is told. */
  notice: string;
  answer: string;
  trace: string;
  prompt: LuaValue;
}

const MAX_STEP = Step.RESULT;

/** Whether `s` can be gone on with; for snapshots. */
export function isHandling({ step }: { readonly step: number }): boolean {
  return step <= MAX_STEP;
}

/** `process.handle (msg, env)` */
export function handle(cx: CallContext): number {
  const msg = cx.arg(1);
  let env = cx.arg(2);
  if (!(msg instanceof LuaTable)) return fail("msg is not valid");
  if (env instanceof LuaTable && GIVEN_PROCESS.of(env) === undefined) env = env.getStr("env") as LuaValue;
  if (!(env instanceof LuaTable)) return fail("env is not valid");
  return advance(cx, {
    core: coreOf(cx),
    msg,
    env,
    step: Step.INIT,
    co: undefined,
    error: undefined,
    notice: "",
    answer: "",
    trace: "",
    prompt: undefined,
  });
}

/** A call that the handling waited for has returned; a program's function that fails makes the message fail. */
const GO_ON: Continuation = continuation("ao.process.handle", (cx: CallContext, s: Handling) => {
  const value = cx.arg(1);
  const failed = cx.callFailed;
  switch (s.step) {
    case Step.EVALUATED:
      return evaluated(cx, s, failed);
    case Step.CLOSED:
      // false and the error, perhaps another one
      failWith(s, cx.arg(2));
      return advance(cx, s);
    case Step.FAILED_TEXT:
      s.error = (failed ? undefined : toStringValue(value)) ?? cx.plainTostring(s.error);
      return advance(cx, s);
    case Step.PROMPTED:
      s.prompt = failed ? promptText(s.core) : value;
      return advance(cx, s);
    case Step.RESULT:
      return cx.ret(failed ? ownResult(cx, s) : value);
  }
  // the other steps come after the call
  const isTrue = value !== undefined && value !== false;
  if (failed && s.step < Step.EVALUATED) failWith(s, value);
  else if (s.step === Step.STATE && value instanceof LuaTable) s.msg = value;
  else if (s.step === Step.ASSIGNMENT && !isTrue) distrust(s);
  else if (s.step === Step.ASSIGNABLE && !isTrue) s.step = Step.REGISTER;
  else if (s.step === Step.REGISTER && !isTrue) refuseAssignment(s);
  return advance(cx, s);
});

function failWith(s: Handling, error: LuaValue): void {
  s.error = error;
  s.step = Step.FAILED;
}

/** The error that a program can see in what was thrown; anything else is thrown again. */
function errorIn(thrown: unknown): LuaValue {
  if (thrown instanceof LuaThrow) return thrown.value;
  throw thrown;
}

function callLate(cx: CallContext, s: Handling, fn: LuaFunction, args: readonly LuaValue[]): number {
  return cx.protectedCall(fn, args, GO_ON, s);
}

function advance(cx: CallContext, s: Handling): number {
  for (;;) {
    const signal = s.step < Step.REGISTER ? prepare(cx, s) : s.step < Step.REFUSE ? dispatch(cx, s) : conclude(cx, s);
    if (signal !== undefined) return signal;
  }
}

// ------------------------------------------------------------------ before the handlers

/** Does one step and moves on; a number is what the native has to return. */
function prepare(cx: CallContext, s: Handling): number | undefined {
  const { core, msg } = s;
  const ao = aoOf(core);
  const step = s.step++;
  switch (step) {
    case Step.INIT: {
      const fn = replaced(core, ao, AO_INIT, init);
      if (fn !== undefined) return callLate(cx, s, fn, [s.env]);
      initialize(cx, ao, s.env, false);
      return undefined;
    }
    case Step.NORMALIZE: {
      const fn = replaced(core, ao, AO_NORMALIZE, normalize);
      if (fn !== undefined) return callLate(cx, s, fn, [msg]);
      extractTags(cx, msg, GIVEN_TAGS.of(msg), AO_NON_EXTRACTABLE.of(ao));
      return undefined;
    }
    case Step.STATE:
      prepareState(cx, s, ao);
      return undefined;
    case Step.CLEAR: {
      const fn = replaced(core, ao, AO_CLEAR_OUTBOX, clearOutbox);
      if (fn !== undefined) return callLate(cx, s, fn, []);
      return undefined;
    }
    case Step.TRUST: {
      const fn = replaced(core, ao, AO_IS_TRUSTED, isTrusted);
      if (rawEquals(MSG_FROM.of(msg), MSG_OWNER.of(msg))) return undefined;
      if (fn !== undefined) return callLate(cx, s, fn, [msg]);
      if (!isFromAuthority(cx, core, ao, msg)) distrust(s);
      return undefined;
    }
    case Step.ASSIGNMENT: {
      const fn = AO_IS_ASSIGNMENT.of(ao);
      if (isFunction(fn) && !isOwn(core, fn, isAssignment)) return callLate(cx, s, fn, [msg]);
      if (!isForOthers(cx, core, ao, msg)) s.step = Step.REGISTER;
      return undefined;
    }
    default: {
      const fn = ao.getStr("isAssignable") as LuaValue;
      if (isFunction(fn)) return callLate(cx, s, fn, [msg]);
      refuseAssignment(s);
      return undefined;
    }
  }
}

/** Steps 3 to 8: the state of the process and the shape of the message. Broken data makes the message fail. */
function prepareState(cx: CallContext, s: Handling, ao: LuaTable): void {
  const { core, msg } = s;
  const env = envOf(core);
  const process = processOf(s);
  ao.setStr("id", PROCESS_ID.of(process));
  if (ENV_PROCESS.of(env) !== process) env.setStr("Process", process);
  initializeState(cx, core, env, process, msg);
  env.setStr("HANDLER_PRINT_LOGS", newList(cx));
  setTime(core, env, MSG_TIMESTAMP.of(msg));
  tabulate(cx, core, msg, TABULATED_TAGS);
  if (msg.meta === null) {
    msg.checkMutable();
    msg.meta = tableIn(core, Slot.MESSAGE_META);
  }
  tabulate(cx, core, process, PROCESS_TAGS);
  ao.setStr("outbox", newOutbox(cx));
  const type = fieldAt(cx, core, MSG_TAGS.of(msg) as LuaTable, CONTENT_TYPE);
  if (type === "application/json") decodeData(cx, s, msg);
}

function processOf({ env }: Handling): LuaTable {
  const process = GIVEN_PROCESS.of(env);
  return process instanceof LuaTable ? process : fail("env is not valid");
}

function decodeData(cx: CallContext, s: Handling, msg: LuaTable): void {
  const data = field(cx, s.core, msg, "Data");
  try {
    msg.setStr("Data", decodeJson(cx, data === undefined || data === false ? "{}" : data));
  } catch (thrown) {
    failWith(s, errorIn(thrown));
  }
}

// ------------------------------------------------------------------ refusals

function textOf(v: LuaValue): string {
  return toStringValue(v) ?? (v === undefined ? "nil" : "?");
}

function distrust(s: Handling): void {
  s.notice = `Message is not trusted! ${partiesOf(s)}`;
  s.step = Step.REFUSE_PRINT;
}

function refuseAssignment(s: Handling): void {
  s.notice = `Assignment is not trusted! ${partiesOf(s)}`;
  s.answer = "Assignment is not trusted by this process!";
  s.step = Step.REFUSE;
}

function partiesOf({ msg }: Handling): string {
  return `From: ${textOf(msg.getStr("From") as LuaValue)} - Owner: ${textOf(msg.getStr("Owner") as LuaValue)}`;
}

const ANSWER_KEYS: readonly string[] = Object.freeze(["Target", "Data"]);

/** Tells the sender, unless that is this process. */
function tellSender(cx: CallContext, s: Handling): number | undefined {
  const from = s.msg.getStr("From") as LuaValue;
  const fn = envOf(s.core).getStr("Send") as LuaValue;
  if (rawEquals(from, aoOf(s.core).getStr("id") as LuaValue) || !isFunction(fn)) return undefined;
  return callLate(cx, s, fn, [newRecord(cx, ANSWER_KEYS, from, s.answer)]);
}

// ------------------------------------------------------------------ handlers

function dispatch(cx: CallContext, s: Handling): number | undefined {
  const { core, msg } = s;
  const step = s.step++;
  switch (step) {
    case Step.REGISTER:
      return register(cx, s, HANDLERS_ADD, addHandler, "_eval", Slot.EVAL_PATTERN, Slot.EVAL_HANDLE);
    case Step.BOOT:
      return rawEquals(PROCESS_ID.of(processOf(s)), MSG_ID.of(msg)) ? registerBoot(cx, s) : undefined;
    case Step.DEFAULT:
      return register(cx, s, HANDLERS_APPEND, append, "_default", Slot.DEFAULT_PATTERN, Slot.DEFAULT_HANDLE);
    case Step.EVALUATE:
      addFunctions(cx, core, msg);
      return startHandlers(cx, s);
    default:
      return undefined;
  }
}

/** Registers one of the runtime's handlers; through the function of the program if it has replaced that. */
function register(
  cx: CallContext,
  s: Handling,
  site: FieldSite,
  own: (cx: CallContext) => number,
  handler: string,
  pattern: Slot,
  handled: Slot,
): number | undefined {
  const { core } = s;
  const fn = replaced(core, handlersOf(core), site, own);
  const [p, h] = [nativeIn(core, pattern), nativeIn(core, handled)];
  if (fn !== undefined) return callLate(cx, s, fn, [handler, p, h]);
  try {
    registerOwn(cx, core, handler, p, h);
  } catch (thrown) {
    failWith(s, errorIn(thrown));
  }
  return undefined;
}

/** Registers the handler of the message that made the process. */
function registerBoot(cx: CallContext, s: Handling): number | undefined {
  const { core } = s;
  const [p, h] = [nativeIn(core, Slot.BOOT_PATTERN), nativeIn(core, Slot.BOOT_HANDLE)];
  const fn = replaced(core, handlersOf(core), HANDLERS_ONCE, once);
  if (fn !== undefined) return callLate(cx, s, fn, ["_boot", p, h]);
  try {
    registerOnce(cx, core, "_boot", p, h);
  } catch (thrown) {
    failWith(s, errorIn(thrown));
  }
  return undefined;
}

/** Step 15. */
function addFunctions(cx: CallContext, core: LuaTable, msg: LuaTable): void {
  cx.allocate(2 * (SIZE.closure + 2 * SIZE.item + SIZE.slot));
  const upvalues: LuaValue[] = [core, msg];
  msg.setStr("reply", nativeFunction("msg.reply", reply, upvalues));
  msg.setStr("forward", nativeFunction("msg.forward", forward, upvalues));
}

/** Step 16: the handlers run in a coroutine of their own. */
function startHandlers(cx: CallContext, s: Handling): number {
  const handlers = handlersOf(s.core);
  const fn = HANDLERS_EVALUATE.of(handlers);
  const co = newCoroutine(cx, isFunction(fn) ? fn : nativeIn(s.core, Slot.EVALUATE));
  s.co = co;
  const { stack, top } = cx;
  stack[top] = s.msg;
  stack[top + 1] = s.env;
  cx.target = co;
  cx.callArgs = 2;
  cx.callPending(GO_ON, s);
  return Signal.RESUME;
}

/** The coroutine of the handlers has ended, or waits for another message. */
function evaluated(cx: CallContext, s: Handling, failed: boolean): number {
  const co = s.co!;
  const list = pruneCoroutines(cx, s.core);
  if (!failed) {
    if (statusOf(cx, co) !== "dead" && list !== undefined) push(cx, list, co);
    s.co = undefined;
    s.step = Step.SUCCEEDED;
    return advance(cx, s);
  }
  failWith(s, cx.arg(1));
  cx.charge(co.frameCount);
  s.trace = traceOf(cx, co);
  s.co = undefined;
  if (co.tbc.length === 0) return advance(cx, s);
  s.step = Step.CLOSED;
  return closeCoroutine(cx, co, s.error, GO_ON, s);
}

/** Where the error was raised, but for the runtime's frame at the bottom. */
function traceOf(cx: CallContext, co: Coroutine): string {
  const text = traceback(cx, co, undefined, 0);
  const end = text.lastIndexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

// ------------------------------------------------------------------ results

function conclude(cx: CallContext, s: Handling): number | undefined {
  const step = s.step++;
  switch (step) {
    case Step.REFUSE:
      return tellSender(cx, s);
    case Step.REFUSE_PRINT:
      return report(cx, s, s.notice);
    case Step.REFUSED:
      return finish(cx, s, undefined, undefined);
    case Step.FAILED:
      return errorAsText(cx, s);
    case Step.FAILED_TEXT:
      startReport(cx, s);
      return undefined;
    case Step.SUCCEEDED:
      return askPrompt(cx, s);
    case Step.PROMPTED:
      return succeed(cx, s);
    case Step.REPORTED:
      return finish(cx, s, undefined, errorText(cx, s));
    default:
      return report(cx, s, reportLine(cx, s, step - Step.REPORT));
  }
}

/** Prints a line through the program's `print`, which may fail. */
function report(cx: CallContext, s: Handling, line: string): number | undefined {
  const { core } = s;
  const fn = envOf(core).getStr("print") as LuaValue;
  const printer = isFunction(fn) ? fn : undefined;
  if (printer === undefined) return undefined;
  return callLate(cx, s, printer, [line]);
}

/** An error that is no text is shown as text. */
function errorAsText(cx: CallContext, s: Handling): number | undefined {
  const text = cx.tostring(s.error);
  if (text !== PENDING) {
    s.error = text;
    return undefined;
  }
  const signal = cx.callPending(GO_ON, s);
  cx.callProtected = true;
  return signal;
}

/** A failed Eval is kept in Errors, of others there is a report. */
function startReport(cx: CallContext, s: Handling): void {
  const { core, msg } = s;
  if (field(cx, core, msg, "Action") !== "Eval") return;
  const errors = envOf(core).getStr("Errors") as LuaValue;
  if (errors instanceof LuaTable) push(cx, errors, s.error);
  s.step = Step.REPORTED;
}

/** The three lines about a message that failed (AO 5.3). */
function reportLine(cx: CallContext, { core, msg, error, trace }: Handling, line: number): string {
  const [red, green, gray] = [color(core, "red"), color(core, "green"), color(core, "gray")];
  const reset = color(core, "reset");
  if (line === 1) return `${green}${textOf(error)}${reset}`;
  if (line === 2) return `\n${gray}${trace}${reset}`;
  const action = toStringValue(field(cx, core, msg, "Action"));
  const about = action === undefined ? "" : `with Action = ${action}`;
  return `${red}Error${gray} handling message ${about}${reset}`;
}

function errorText(cx: CallContext, { core, error }: Handling): string {
  const text = textOf(error);
  cx.chargeBytes(text.length);
  return `${printedLines(cx, core)}\n\n${color(core, "red")}error:\n${color(core, "reset")}${text}`;
}

function askPrompt(cx: CallContext, s: Handling): number | undefined {
  const { core } = s;
  if (!hasOwnPrompt(core)) return callLate(cx, s, envOf(core).getStr("Prompt") as LuaFunction, []);
  s.prompt = promptText(core);
  return undefined;
}

const OUTPUT_KEYS: readonly string[] = Object.freeze(["data", "prompt", "print"]);
const EVAL_KEYS: readonly string[] = Object.freeze(["data", "prompt", "test"]);

/** Step 17 of a message that was handled. */
function succeed(cx: CallContext, s: Handling): number {
  const { core, msg } = s;
  const data = printedLines(cx, core);
  const env = envOf(core);
  const lines = PRINT_LOGS.of(env);
  const isEval = fieldAt(cx, core, msg, MSG_ACTION) === "Eval";
  const output = isEval
    ? newRecord(cx, EVAL_KEYS, data, s.prompt, dumpValue(cx, lines))
    : newRecord(cx, OUTPUT_KEYS, data, s.prompt, true);
  if (lines instanceof LuaTable && lines.length() > 0) env.setStr("HANDLER_PRINT_LOGS", newList(cx));
  const nonce = fieldAt(cx, core, msg, MSG_NONCE);
  const ao = aoOf(core);
  if (nonce !== undefined || AO_NONCE.of(ao) !== undefined) ao.setStr("Nonce", nonce);
  return finish(cx, s, output, undefined);
}

const RESULT_KEYS: readonly string[] = Object.freeze(["Output", "Error"]);

/** The response, made by what the program has as `ao.result`. */
function finish(cx: CallContext, s: Handling, output: LuaValue, error: LuaValue): number {
  const { core } = s;
  const ao = aoOf(core);
  const fn = replaced(core, ao, AO_RESULT, result);
  if (fn === undefined) return cx.ret(resultOf(cx, withOutbox(cx, core), output, error));
  s.step = Step.RESULT;
  s.error = error;
  s.prompt = output;
  return callLate(cx, s, fn, [newRecord(cx, RESULT_KEYS, output, error)]);
}

/** The response when the program's own function for it has failed. */
function ownResult(cx: CallContext, s: Handling): LuaTable {
  return resultOf(cx, withOutbox(cx, s.core), s.prompt, s.error);
}

/** A program that has destroyed its outbox has sent nothing. */
function withOutbox(cx: CallContext, core: LuaTable): LuaTable {
  const ao = outboxOwner(core);
  if (!(AO_OUTBOX.of(ao) instanceof LuaTable)) ao.setStr("outbox", newOutbox(cx));
  return ao;
}
