/** Trees of messages: each below the one that was being handled when it was sent (AO 11.16). */
import { errorSummary, lineText, type MessageEvent, type ResultEvent, type TraceEvent } from "./event.ts";

/** A message, how each of its receivers took it, and what it caused. */
export interface TraceNode {
  readonly message: MessageEvent;
  readonly results: readonly ResultEvent[];
  /** Processes born while it was handled. */
  readonly spawns: readonly string[];
  readonly children: readonly TraceNode[];
}

interface OpenNode extends TraceNode {
  readonly results: ResultEvent[];
  readonly spawns: string[];
  readonly children: OpenNode[];
}

/** The trees of a run: those messages at the top that nothing caused, in the order in which they were sent. */
export function messageTrees(events: readonly TraceEvent[]): readonly TraceNode[] {
  const nodes = new Map<string, OpenNode>();
  const roots: OpenNode[] = [];
  for (const event of events) {
    switch (event.kind) {
      case "message": {
        // delivered once more: the same message
        if (nodes.has(event.id)) break;
        const node: OpenNode = { message: event, results: [], spawns: [], children: [] };
        nodes.set(event.id, node);
        const parent = event.cause === undefined ? undefined : nodes.get(event.cause);
        (parent?.children ?? roots).push(node);
        break;
      }
      case "result":
        nodes.get(event.message)?.results.push(event);
        break;
      case "spawn":
        if (event.cause !== undefined) nodes.get(event.cause)?.spawns.push(event.process);
        break;
      default:
        break;
    }
  }
  return roots;
}

/** The trees as text, a message per line. */
export function renderTrees(trees: readonly TraceNode[]): string {
  const lines: string[] = [];
  // an explicit stack: chains of messages are as long as runs
  const stack: { node: TraceNode; lead: string; rest: string }[] = [];
  const push = (nodes: readonly TraceNode[], indent: string, isTop: boolean): void => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      const isLast = i === nodes.length - 1;
      stack.push({
        node: nodes[i]!,
        lead: isTop ? "" : indent + (isLast ? "└─ " : "├─ "),
        rest: isTop ? "" : indent + (isLast ? "   " : "│  "),
      });
    }
  };
  push(trees, "", true);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, lead, rest } = top;
    lines.push(lead + nodeText(node));
    push(node.children, rest, false);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function nodeText({ message, results, spawns }: TraceNode): string {
  const { from, to, action, id } = message;
  const parts = [`${action ?? "(no action)"}  ${from} -> ${to}  ${id}`];
  if (spawns.length > 0) parts.push(`spawned ${spawns.join(", ")}`);
  for (const { error } of results) if (error !== undefined) parts.push(`failed: ${errorSummary(error)}`);
  return lineText(parts.join("  "));
}
