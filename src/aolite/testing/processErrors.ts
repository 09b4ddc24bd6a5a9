/** Errors in the processes of a world while tests run: strict tests fail with them (AO 11.10). */
import { type DropEvent, errorSummary, type TraceEvent } from "../trace/event.ts";
import { recordTrace, type TraceRecording } from "../trace/recorder.ts";
import type { World } from "../world/types.ts";

/** See the file comment. */
export class ProcessErrors {
  readonly #world: Pick<World, "on" | "message">;
  #recording: TraceRecording;
  #texts: string[] = [];
  /** The message that the event before was about, when that went to nobody: what follows says whether it is an error. */
  #dropped: DropEvent | undefined;

  constructor(world: Pick<World, "on" | "message">) {
    this.#world = world;
    this.#recording = this.#record();
  }

  /** What went wrong since the last time: process, message and error of each. */
  take(): readonly string[] {
    // the last error may be held back until the recording ends
    this.#recording.stop();
    this.#recording = this.#record();
    const texts = this.#texts;
    this.#texts = [];
    return texts;
  }

  #record(): TraceRecording {
    return recordTrace(this.#world, (event) => this.#see(event), false);
  }

  #see(event: TraceEvent): void {
    const dropped = this.#dropped;
    this.#dropped = event.kind === "drop" ? event : undefined;
    if (event.kind === "error") {
      const what = dropped === undefined ? "" : `, ${messageText(dropped.id, dropped.action, dropped.from)}`;
      this.#texts.push(`${event.process}${what}: ${errorSummary(event.text)}`);
    } else if (event.kind === "result" && event.error !== undefined) {
      const message = this.#world.message(event.message);
      const what = messageText(event.message, message?.Action, message?.From);
      this.#texts.push(`${event.process}, ${what}: ${errorSummary(event.error)}`);
    }
  }
}

function messageText(id: string, action: string | undefined, from: string | undefined): string {
  return `message ${action ?? "without Action"} (${id}${from === undefined ? "" : ` from ${from}`})`;
}
