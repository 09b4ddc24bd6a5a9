/** What addresses that are no process send: they have no `ao.send` of their own. */
import { LuaThrow } from "../../vm/errors.ts";
import { encodeJson } from "../modules/jsonEncode.ts";
import { AoError } from "./aoError.ts";
import { bintClasses } from "./bintClasses.ts";
import { type Copied, CopiedTable, copyIn } from "./copied.ts";
import type { Core } from "./core.ts";
import { type Draft, draftFrom, textOf } from "./message.ts";
import type { Participant } from "./participant.ts";

/** What a wallet or mock sends: tables as JSON, and another owner when it names one. */
export function draftOfAddress(core: Core, sender: Participant, input: CopiedTable): Draft {
  const owner = input.get("Owner");
  const plain = new CopiedTable();
  for (let i = 0; i < input.keys.length; i++) {
    const key = input.keys[i];
    if (key === "Owner") continue;
    plain.keys.push(key);
    plain.values.push(key === "Data" ? asText(core, input.values[i]) : input.values[i]);
  }
  if (input.get("Data") instanceof CopiedTable && input.get("Content-Type") === undefined) {
    plain.keys.push("Content-Type");
    plain.values.push("application/json");
  }
  const draft = draftFrom(plain, ++sender.reference);
  if (owner !== undefined) draft.fields.set("Owner", textOf(owner));
  return draft;
}

function asText(core: Core, data: Copied): Copied {
  if (!(data instanceof CopiedTable)) return data;
  const { scratch } = core;
  try {
    return encodeJson(scratch, copyIn(scratch, data, bintClasses));
  } catch (thrown) {
    if (!(thrown instanceof LuaThrow)) throw thrown;
    throw new AoError(scratch.plainTostring(thrown.value));
  }
}
