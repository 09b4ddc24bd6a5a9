/** Mocks: participants that answer by a function of the host, or by data. Only these can be in logs and states. */
import { decodeUtf8, encodeUtf8 } from "../../base/byteString.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { AoError } from "./aoError.ts";
import { hasParts } from "./checks.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Core } from "./core.ts";
import { checkAnswers, checkMessage } from "./inputs.ts";
import { matchData, matchFrom } from "./matchData.ts";
import { matcherOf } from "./matching.ts";
import { type Message, textOf } from "./message.ts";
import { pack, unpack } from "./packing.ts";
import type { Mock, MockHandler, SavedAnswer } from "./participant.ts";
import type { Matcher } from "./rules.ts";
import type { MatchSpec, MockAnswer, MockFunction, MockReply } from "./types.ts";
import { fromAo, viewOf } from "./views.ts";

function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? (one as readonly T[]) : [one as T];
}

/** A mock out of what the host gives. @throws TypeError for what is no answer, AoError naming the pattern that is malformed */
export function mockOf(answers: MockFunction | readonly MockAnswer[], cx: () => CallContext): Mock {
  if (typeof answers === "function") {
    const handler: MockHandler = (message) => {
      const answer = answers(viewOf(message));
      const replies = answer === undefined ? [] : listOf<MockReply>(answer);
      return replies.map((reply) => {
        if (hasParts(reply)) checkMessage("answer", reply);
        return completed(message, fromAo(reply));
      });
    };
    return { handler, plain: undefined };
  }
  checkAnswers(answers);
  const parts = answers.map(({ match, reply }) => ({
    match,
    replies: listOf<MockReply>(reply ?? []).map((one) => fromAo(one)),
  }));
  const data = parts.map(({ match }) => (match === undefined ? null : matchData(match)));
  const plain = parts.map(({ replies }, i): SavedAnswer => {
    const match = data[i] === null ? null : encodeUtf8(JSON.stringify(data[i] ?? ""));
    return { match, replies: replies.map(pack) };
  });
  return { handler: handlerOf(parts, cx), plain: data.includes(undefined) ? undefined : plain };
}

function handlerOf(
  parts: readonly { readonly match: MatchSpec | undefined; readonly replies: readonly Copied[] }[],
  cx: () => CallContext,
): MockHandler {
  const cases = parts.map(({ match, replies }): { matches: Matcher; replies: readonly Copied[] } => ({
    matches: matcherOf(match, cx),
    replies,
  }));
  return (message) => {
    const found = cases.find(({ matches }) => matches(message));
    return (found?.replies ?? []).map((reply) => completed(message, reply));
  };
}

/** An answer: to the sender, about the message, unless it says otherwise. */
function completed(message: Message, reply: Copied): CopiedTable {
  if (!(reply instanceof CopiedTable)) throw new AoError("a mock's answer is no message");
  const reference = message.root("X-Reference") ?? message.tag("Reference");
  const table = new CopiedTable(undefined, ["Target", "X-Reference"], [message.from, textOf(reference)]);
  for (const [i, key] of reply.keys.entries()) {
    const at = table.keys.indexOf(key);
    if (at >= 0) table.values[at] = reply.values[i];
    else {
      table.keys.push(key);
      table.values.push(reply.values[i]);
    }
  }
  return table;
}

/** The mock that a log or state says. @throws TypeError or AoError when it is none */
export function mockFrom(plain: readonly SavedAnswer[], cx: () => CallContext): Mock {
  const parts = plain.map(({ match, replies }) => ({
    match: match === null ? undefined : matchFrom(JSON.parse(decodeUtf8(match))),
    replies: replies.map(unpack),
  }));
  return { handler: handlerOf(parts, cx), plain };
}

/**
 * The mock of a state, for a world.
 * @throws AoError when it answers with a function, and the world has had no mock of that id
 */
export function loadedMock(core: Core, id: string, plain: readonly SavedAnswer[] | null): Mock {
  if (plain !== null) return mockFrom(plain, () => core.scratch);
  const handler = core.mocks.get(id);
  if (handler === undefined) {
    throw new AoError(
      `the snapshot needs the mock '${decodeUtf8(id)}': it answers with a function, make it again first`,
    );
  }
  return { handler, plain: undefined };
}
