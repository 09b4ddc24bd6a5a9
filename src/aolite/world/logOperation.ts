/** The operations of the host that stand in logs, as they are read from a line. */
import type { CallContext } from "../../vm/callContext.ts";
import type { Core } from "./core.ts";
import { type GlobalsImage, giveGlobals } from "./globalsImage.ts";
import { LineFault, type LogLine } from "./logLine.ts";
import { mockFrom } from "./mocks.ts";
import type { SavedAnswer } from "./participant.ts";
import { ruleFrom, ruleOf } from "./ruleOf.ts";
import type { Simulation } from "./simulation.ts";
import type { FaultRule } from "./types.ts";

/** What an operation of the host does in a world. */
export type Operation = (simulation: Simulation) => void;

/** Parts of a rule in a log. */
const RULE_PARTS: readonly (keyof FaultRule)[] = Object.freeze([
  ...(["match", "action", "probability", "times", "cycles", "seconds", "name"] as const),
]);

/** Everything is read before anything is done. @throws LineFault, BinaryFormatFault */
export function operationOf(core: Core, line: LogLine): Operation {
  const cx = (): CallContext => core.scratch;
  const op = line.text("op");
  switch (op) {
    case "spawn": {
      const [id, owner] = [line.text("id"), line.text("owner")];
      const birth = { id, source: line.optionalText("source"), tags: line.tags("tags"), owner };
      return (simulation) => void simulation.spawn(birth);
    }
    case "send": {
      const [from, input] = [line.text("from"), line.table("input")];
      return (simulation) => void simulation.send(from, input);
    }
    case "eval": {
      const [id, code] = [line.text("id"), line.text("code")];
      return (simulation) => void simulation.evaluate(id, code, false);
    }
    case "assign": {
      const [message, processes] = [line.text("message"), line.texts("processes")];
      return (simulation) => simulation.assign(message, processes);
    }
    case "reorder": {
      const [id, ids] = [line.text("id"), line.texts("ids")];
      return (simulation) => simulation.reorder(id, ids);
    }
    case "advance": {
      const [seconds, blocks] = [line.count("seconds"), line.count("blocks")];
      return (simulation) => simulation.advance(seconds, blocks);
    }
    case "rule": {
      const parts = line.within("rule");
      for (const name of RULE_PARTS) parts.any(name);
      parts.end();
      const rule = line.reading("rule", () => ruleFrom(line.any("rule")));
      return (simulation) => simulation.addRule(ruleOf(rule, cx, core.ruleCount + 1));
    }
    case "mock": {
      const [id, answers] = [line.text("id"), line.list("answers") as readonly SavedAnswer[]];
      const mock = line.reading("answers", () => mockFrom(answers, cx));
      return (simulation) => simulation.mock(id, mock);
    }
    case "removeRule": {
      const index = line.count("index");
      return (simulation) => simulation.removeRule(index);
    }
    case "globals": {
      const globals = line.table("globals");
      return (simulation) => simulation.setGlobals(globals);
    }
    case "image": {
      const image = line.any("image") as GlobalsImage;
      line.reading("image", () => giveGlobals(image, core.kit.make()));
      return (simulation) => simulation.setImage(image);
    }
    case "wallet": {
      const id = line.text("id");
      return (simulation) => simulation.wallet(id);
    }
    case "remove": {
      const id = line.text("id");
      return (simulation) => void simulation.remove(id);
    }
    case "clear":
      return (simulation) => simulation.clear();
    case "clearHistory": {
      const id = line.text("id");
      return (simulation) => void simulation.clearHistory(id);
    }
    case "cancel": {
      const [id, name] = [line.text("id"), line.text("name")];
      return (simulation) => void simulation.cancel(id, name);
    }
    default:
      throw new LineFault(`no operation '${op}'`);
  }
}
