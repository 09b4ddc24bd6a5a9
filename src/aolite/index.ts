/** The AO simulator: `import { createWorld } from "perigee/aolite"`. */

export { aoliteWorld, installAolite } from "./facade/install.ts";
export type { DiagramOptions } from "./trace/diagram.ts";
export type * from "./trace/event.ts";
export { readTrace, TraceLogError, writeTrace } from "./trace/log.ts";
export { mermaidDiagram } from "./trace/mermaid.ts";
export { recordTrace, type TraceListener, type TraceRecording } from "./trace/recorder.ts";
export { svgDiagram } from "./trace/svg.ts";
export { messageTrees, renderTrees, type TraceNode } from "./trace/tree.ts";
export { AoError } from "./world/aoError.ts";
export type * from "./world/types.ts";
export { createWorld, replay, restoreWorld } from "./world/world.ts";
