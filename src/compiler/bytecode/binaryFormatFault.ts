import type { LuaVersion } from "../../base/version.ts";

/** What can be wrong with a binary chunk, in the reference implementation's words. */
export type BinaryFormatProblem = "truncated" | "corrupted" | "version mismatch" | "not a binary chunk";

const TEXT_54: Readonly<Record<BinaryFormatProblem, string>> = {
  truncated: "truncated chunk",
  corrupted: "corrupted chunk",
  "version mismatch": "version mismatch",
  "not a binary chunk": "not a binary chunk",
};
const TEXT_53: Readonly<Record<BinaryFormatProblem, string>> = {
  truncated: "truncated precompiled chunk",
  corrupted: "corrupted precompiled chunk",
  "version mismatch": "version mismatch in precompiled chunk",
  "not a binary chunk": "not a precompiled chunk",
};

/** A binary chunk that cannot be loaded; its message is what `load` returns (§6.1). */
export class BinaryFormatFault extends Error {
  readonly problem: BinaryFormatProblem;
  constructor(chunkName: string, problem: BinaryFormatProblem, version: LuaVersion) {
    const name = displayName(chunkName);
    super(version === "5.3" ? `${name}: ${TEXT_53[problem]}` : `${name}: bad binary format (${TEXT_54[problem]})`);
    this.name = "BinaryFormatFault";
    this.problem = problem;
  }
}

/** A chunk name that is itself binary (the default name is the chunk) is not shown. */
function displayName(chunkName: string): string {
  switch (chunkName.charAt(0)) {
    case "@":
    case "=":
      return chunkName.slice(1);
    case "\x1b":
      return "binary string";
    default:
      return chunkName;
  }
}
