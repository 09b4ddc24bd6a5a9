/** Writing what commands find, to the terminal and to files. */
import { writeFileSync, writeSync } from "node:fs";
import { extname } from "node:path";
import type { DiagramOptions } from "../../aolite/trace/diagram.ts";
import type { TraceEvent } from "../../aolite/trace/event.ts";
import { writeTrace } from "../../aolite/trace/log.ts";
import { mermaidDiagram } from "../../aolite/trace/mermaid.ts";
import { svgDiagram } from "../../aolite/trace/svg.ts";
import { messageTrees, renderTrees } from "../../aolite/trace/tree.ts";
import { encodeUtf8 } from "../../base/byteString.ts";
import { HostFault } from "../../base/host.ts";
import { isTerminal, NodeWriter } from "../../node/streams.ts";
import { InputError, reasonOf } from "./scenario.ts";

/** Exit status of a process whose reader went away, as the shell reports SIGPIPE. */
const BROKEN_PIPE_STATUS = 141;

/** Standard output, written at once. When that fails, the process ends with a message. */
export function standardOutput(): (text: string) => void {
  const writer = new NodeWriter(1, "no", () => process.exit(BROKEN_PIPE_STATUS));
  return (text) => {
    try {
      writer.writeString(encodeUtf8(text));
    } catch (error) {
      if (!(error instanceof HostFault)) throw error;
      writeSync(2, `perigee: cannot write to standard output: ${error.message}\n`);
      process.exit(1);
    }
  };
}

/** Whether there is a terminal that shows colours. */
export function showsColours(): boolean {
  return isTerminal(1) && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb";
}

/** Whether there is a terminal on which a line can be written over. */
export function showsProgress(): boolean {
  return isTerminal(1) && process.env.TERM !== "dumb";
}

/** A line on the terminal about what is being done, which the next one replaces. */
export class Progress {
  readonly #isShown: boolean;
  readonly #write: (text: string) => void = standardOutput();

  constructor(isShown: boolean) {
    this.#isShown = isShown;
  }

  /** @param text "" takes the line away */
  show(text: string): void {
    if (this.#isShown) this.#write(`\r\u001b[K${text}`);
  }
}

/** Writes a text file. @throws InputError */
export function writeText(path: string, text: string | Uint8Array): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

const RENDERERS: Readonly<Record<string, (events: readonly TraceEvent[], options: DiagramOptions) => string>> = {
  ".svg": svgDiagram,
  ".mmd": mermaidDiagram,
  ".mermaid": mermaidDiagram,
  ".txt": (events) => renderTrees(messageTrees(events)),
  ".jsonl": (events) => writeTrace(events),
};

/** Checks that a trace can be written to a file of that name. @throws InputError */
export function checkTraceName(path: string): void {
  if (RENDERERS[extname(path)] === undefined) {
    throw new InputError(`cannot tell the format of ${path} (there are ${Object.keys(RENDERERS).join(", ")})`);
  }
}

/** Writes a run in the format that the name of the file says. @throws InputError */
export function writeTraceFile(path: string, events: readonly TraceEvent[], options: DiagramOptions = {}): void {
  checkTraceName(path);
  writeText(path, RENDERERS[extname(path)]!(events, options));
}
