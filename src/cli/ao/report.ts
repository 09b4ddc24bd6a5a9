/** What `perigee ao run` says of each message that was handled, and of the whole run. */
import { errorSummary, lineText, type ResultEvent, type TraceEvent } from "../../aolite/trace/event.ts";
import type { World } from "../../aolite/world/types.ts";
import { isBackground } from "./exchange.ts";

/** What is shown. */
export interface ReportOptions {
  /** A line for each handled message, and the hash of the state at the end. */
  readonly details: boolean;
  /** Traffic of eval and spawn too. */
  readonly all: boolean;
  readonly colours: boolean;
}

/** See the file comment. */
export class RunReport {
  readonly #world: World;
  readonly #options: ReportOptions;
  #handled = 0;
  #failed = 0;
  #gas = 0;
  /** Names of the receivers that waited in each process when it was last looked at. */
  readonly #waiting = new Map<string, ReadonlySet<string>>();

  constructor(world: World, options: ReportOptions) {
    this.#world = world;
    this.#options = options;
  }

  get failed(): number {
    return this.#failed;
  }

  /** The line for an event; "" for none. */
  line(event: TraceEvent): string {
    if (event.kind !== "result") return "";
    this.#handled++;
    this.#gas += event.gas;
    if (event.error !== undefined) this.#failed++;
    return this.#options.details ? this.#details(event) : "";
  }

  #details({ process, message: id, gas, error }: ResultEvent): string {
    const waits = this.#newlyWaiting(process);
    const action = this.#world.message(id)?.Action;
    if (!this.#options.all && isBackground(action)) return "";
    const sent = this.#world.result(id, process)?.Messages.length ?? 0;
    const parts = [
      ...(error !== undefined ? [`failed: ${errorSummary(error)}`] : waits.length === 0 ? ["handled"] : []),
      ...(sent > 0 ? [`${sent} sent`] : []),
      ...waits.map((pattern) => `waits for ${pattern}`),
    ];
    const what = lineText(`${process}: ${action ?? "(no action)"} ${parts.join(", ")}`);
    const text = `  ${what} (${counted(gas, "instruction")})`;
    return `${this.#options.colours ? `\u001b[90m${text}\u001b[0m` : text}\n`;
  }

  /** What receivers of a process wait for that did not wait before. */
  #newlyWaiting(process: string): readonly string[] {
    const now = this.#world.waiting(process);
    const before = this.#waiting.get(process);
    this.#waiting.set(process, new Set(now.map(({ name }) => name)));
    return now.filter(({ name }) => before?.has(name) !== true).map(({ pattern }) => pattern);
  }

  /** The lines at the end; "" when there was no process. */
  summary(): string {
    const processes = this.#world.processes().length;
    if (processes === 0) return "";
    const failures = this.#failed === 0 ? "" : `, ${this.#failed} failed`;
    const counts = `${counted(this.#handled, "message")} handled${failures}, ${counted(processes, "process", "processes")}`;
    const state = this.#options.details ? `state ${this.#world.stateHash()}\n` : "";
    return `${counts}, ${counted(this.#gas, "instruction")}\n${state}`;
  }
}

/** "1 message", "2 messages". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
