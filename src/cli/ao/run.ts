/** `perigee ao run` and `perigee ao trace`: one scenario, watched. */
import { writeSync } from "node:fs";
import { type DiagramOptions, diagramOf } from "../../aolite/trace/diagram.ts";
import { lineText, type TraceEvent } from "../../aolite/trace/event.ts";
import { readTrace, TraceLogError } from "../../aolite/trace/log.ts";
import { mermaidDiagram } from "../../aolite/trace/mermaid.ts";
import { recordTrace, type TraceListener } from "../../aolite/trace/recorder.ts";
import type { LuaInput } from "../../api/index.ts";
import { NodeWriter } from "../../node/streams.ts";
import type { Session } from "../session.ts";
import {
  type Arguments,
  countOf,
  optionValue,
  RUN,
  readArguments,
  TRACE,
  usageError,
  type VerbSpec,
  worldArguments,
} from "./arguments.ts";
import { exchangeText, stalledText } from "./exchange.ts";
import { logOf } from "./logFile.ts";
import { checkTraceName, showsColours, standardOutput, writeText, writeTraceFile } from "./output.ts";
import { RunReport } from "./report.ts";
import { directoryOf, InputError, openScenario, readText, type Scenario } from "./scenario.ts";

/** How a scenario went. */
interface ScenarioRun extends Scenario {
  /** The exit status, 0 when it came to its end. */
  readonly status: number;
  readonly events: readonly TraceEvent[];
}

/** Runs a script with the arguments behind it. */
async function runScenario(
  args: Arguments,
  verb: VerbSpec,
  listen: (scenario: Scenario) => TraceListener,
  { keeps, stdout }: { readonly keeps: boolean; readonly stdout?: NodeWriter | undefined },
): Promise<ScenarioRun> {
  const [script] = args.operands;
  if (script === undefined) throw usageError("no scenario is named", verb);
  const scenario = openScenario(worldArguments(args, verb), directoryOf(script), stdout);
  const { session } = scenario;
  const recording = recordTrace(scenario.world, listen(scenario), keeps);
  const words: LuaInput[] = args.operands.slice(1);
  session.lua.globals.rawSet("arg", new Map<LuaInput, LuaInput>(args.operands.map((word, i) => [i, word])));
  const fn = session.loadFile(script === "-" ? undefined : script);
  const outcome = fn === undefined ? { ok: false } : await session.run(fn, words);
  const status = session.exitStatus ?? (outcome.ok ? 0 : 1);
  return { ...scenario, status, events: recording.events };
}

/** `perigee ao run`. @returns the exit status */
export async function run(words: readonly string[]): Promise<number> {
  const args = readArguments(RUN, words);
  const { options } = args;
  const traceFile = optionValue(args, "--trace");
  if (traceFile !== undefined) checkTraceName(traceFile);
  const shown = { all: options.has("--all"), details: options.has("--stats"), colours: showsColours() };
  const isQuiet = options.has("--quiet");
  let report: RunReport | undefined;
  const listen = (watched: Scenario): TraceListener => {
    const told = new RunReport(watched.world, shown);
    report = told;
    return (event) => {
      const text = exchangeText(event, { ...shown, isPrinted: watched.printsOutput }) + told.line(event);
      if (!isQuiet) watched.session.print(text);
    };
  };
  const outcome = await runScenario(args, RUN, listen, { keeps: traceFile !== undefined });
  const { session, world, events } = outcome;
  if (!isQuiet) for (const result of world.stalled()) session.print(stalledText(result, shown));
  if (!isQuiet && report !== undefined) session.print(report.summary());
  const logFile = optionValue(args, "--log");
  if (logFile !== undefined) writeText(logFile, logOf(outcome));
  session.finish();
  if (traceFile !== undefined) writeTraceFile(traceFile, events);
  const failed = report?.failed ?? 0;
  const status = outcome.status === 0 && options.has("--strict") && failed > 0 ? 1 : outcome.status;
  if (world.processes().length > 0 && (status !== 0 || (failed > 0 && !isQuiet))) tellSeed(args, session);
  return status;
}

/** Says how a run in which something failed can be repeated, if it was one of many that the seed chooses among. */
function tellSeed(args: Arguments, session: Session): void {
  const { schedule, seed } = worldArguments(args, RUN);
  if (schedule === "fifo" && optionValue(args, "--seed") === undefined) return;
  const choice = `${schedule === "fifo" ? "" : `--schedule ${schedule} `}--seed ${seed}`;
  session.complain(`something failed: '${choice}' repeats this run`);
}

/** `perigee ao trace`. @returns the exit status */
export async function trace(given: readonly string[]): Promise<number> {
  const args = readArguments(TRACE, given);
  const output = optionValue(args, "--output");
  if (output !== undefined) checkTraceName(output);
  const only = optionValue(args, "--only");
  const maxRows = countOf(args, "--max", TRACE, 1);
  const options: DiagramOptions = {
    all: args.options.has("--all"),
    ...(only === undefined ? {} : { processes: only.split(",") }),
    ...(maxRows === undefined ? {} : { maxRows }),
  };
  const [source, ...words] = args.operands;
  if (source?.endsWith(".jsonl") && words.length > 0) {
    throw usageError(`'${words[0]}' after a trace, which takes no arguments`, TRACE);
  }
  const { events, status } = source?.endsWith(".jsonl") ? recorded(source) : await traced(args, output === undefined);
  // of what could not begin there is nothing to be drawn
  if (status !== 0 && events.length === 0) return status;
  warnOfNobody(events, options.processes ?? []);
  if (output === undefined) standardOutput()(mermaidDiagram(events, options));
  else writeTraceFile(output, events, options);
  return status;
}

/** A name that nobody has is a typo: the diagram would be empty without a word. */
function warnOfNobody(events: readonly TraceEvent[], names: readonly string[]): void {
  const { participants } = diagramOf(events, { all: true, maxRows: Number.POSITIVE_INFINITY });
  for (const name of names) {
    if (!participants.includes(name)) {
      writeSync(2, `perigee: warning: '--only': nobody is called '${lineText(name)}'\n`);
    }
  }
}

interface Traced {
  readonly events: readonly TraceEvent[];
  readonly status: number;
}

async function traced(args: Arguments, hidesOutput: boolean): Promise<Traced> {
  // standard output is for the diagram
  const outcome = await runScenario(args, TRACE, () => () => {}, {
    keeps: true,
    stdout: hidesOutput ? new NodeWriter(2) : undefined,
  });
  outcome.session.finish();
  return outcome;
}

function recorded(path: string): Traced {
  try {
    return { events: readTrace(readText(path)), status: 0 };
  } catch (error) {
    if (error instanceof TraceLogError) throw new InputError(`${path}: ${error.message}`);
    throw error;
  }
}
