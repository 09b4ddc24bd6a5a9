/** What a scheduler unit adds to the messages of a process on chain (AO 11.4). */
import { stringToBytes } from "../../base/byteString.ts";
import { sha256 } from "../../base/sha256.ts";
import type { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import type { Message } from "./message.ts";
import type { Participant } from "./participant.ts";

/** There is one: nothing in a simulation ends an epoch. */
const EPOCH = 0;

/** Gives a process's copy of a message its place in the order of that process. Fields that the message has stay. */
export function addMetadata(process: Participant, message: Message, table: LuaTable): void {
  process.nonce++;
  process.chain = bytesOfHex(sha256(stringToBytes(process.chain + message.id)));
  const fields: readonly [string, LuaValue][] = [
    ["Nonce", process.nonce],
    ["Epoch", EPOCH],
    ["Hash-Chain", base64Url(process.chain)],
  ];
  for (const [name, value] of fields) if (table.getStr(name) === undefined) table.setStr(name, value);
}

function bytesOfHex(digits: string): string {
  return digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function base64Url(bytes: string): string {
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
