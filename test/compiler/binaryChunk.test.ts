import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BinaryFormatFault } from "../../src/compiler/bytecode/binaryFormatFault.ts";
import { checksum, HEADER_SIZE } from "../../src/compiler/bytecode/chunkFormat.ts";
import { disassemble } from "../../src/compiler/bytecode/disassembler.ts";
import { dump } from "../../src/compiler/bytecode/dump.ts";
import type { Proto } from "../../src/compiler/bytecode/proto.ts";
import { isBinaryChunk, undump } from "../../src/compiler/bytecode/undump.ts";
import { verify } from "../../src/compiler/bytecode/verifier.ts";
import { compile } from "../../src/compiler/compile.ts";

const SOURCE = `
local a, t <const>, n = 1, { 2.5, "\\0\\255", x = 1e300, 0x7fffffffffffffff, -0x8000000000000000, 1.0 }
local function f(...)
  for i = 1, #t do if t[i] == nil then goto out end a = a + select("#", ...) end
  for k, v in pairs(t) do print(k, v) end
  ::out::
  local c <close> = setmetatable({}, { __close = function() a = nil end })
  return t, ...
end
return f(a, f(...))
`;
const proto = compile(SOURCE, "@source", "5.4");
const bytes = dump(proto, false);

/** The chunk with `payload` in place of its own and a correct header. */
function withPayload(payload: string): string {
  const [first, second] = checksum(payload, 0, payload.length);
  const words = [payload.length, first, second].map((n) =>
    String.fromCharCode(n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24),
  );
  return bytes.slice(0, 6) + words.join("") + payload;
}

function problem(chunk: string, version: "5.3" | "5.4" = "5.4"): string {
  try {
    undump(chunk, "=chunk", version);
  } catch (fault) {
    if (fault instanceof BinaryFormatFault) return fault.message;
    throw fault;
  }
  return "none";
}

describe("binary chunks", () => {
  test("come back equal", () => {
    const back = undump(bytes, "=chunk");
    expect(back).toEqual(proto);
    expect(dump(back, false)).toBe(bytes);
    expect(isBinaryChunk(bytes)).toBe(true);
    expect(isBinaryChunk("return 1")).toBe(false);
  });

  test("come back without debug information when stripped", () => {
    const back = undump(dump(proto, true), "=chunk");
    expect(back.code).toEqual(proto.code);
    expect(back.source).toBe("=?");
    expect(back.lines.length + back.locals.length).toBe(0);
    expect(back.upvalues[0]!.name).toBe("(no name)");
    expect(dump(back, true)).toBe(dump(proto, true));
    expect(dump(back, false).length).toBe(dump(proto, true).length);
  });

  test("are refused with PUC's messages", () => {
    expect(problem(bytes.slice(0, 40))).toBe("chunk: bad binary format (truncated chunk)");
    expect(problem(bytes.slice(0, 1))).toBe("chunk: bad binary format (truncated chunk)");
    expect(problem(`\x1bLua${bytes.slice(4)}`)).toBe("chunk: bad binary format (version mismatch)");
    expect(problem(`\x1bXua${bytes.slice(4)}`)).toBe("chunk: bad binary format (not a binary chunk)");
    expect(problem(`${bytes.slice(0, 4)}\xff${bytes.slice(5)}`)).toBe("chunk: bad binary format (version mismatch)");
    expect(problem(bytes, "5.3")).toBe("chunk: version mismatch in precompiled chunk");
    expect(problem(bytes.slice(0, 5), "5.3")).toBe("chunk: truncated precompiled chunk");
    expect(problem(`${bytes.slice(0, 40)}x${bytes.slice(41)}`)).toBe("chunk: bad binary format (corrupted chunk)");
    expect(() => undump("\x1b", "\x1b")).toThrow("binary string: bad binary format (truncated chunk)");
  });

  test("never harm, whatever their bytes are", () => {
    const payload = bytes.slice(HEADER_SIZE);
    const mutation = fc.record({ at: fc.nat(payload.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), fc.nat(20), (mutations, cut) => {
        let forged = cut === 0 ? payload.slice(0, mutations[0]!.at) : payload;
        for (const { at, byte } of mutations) {
          forged = forged.slice(0, at) + String.fromCharCode(byte) + forged.slice(at + 1);
        }
        const loaded = load(withPayload(forged));
        if (loaded !== undefined) {
          verify(loaded);
          disassemble(loaded);
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  test("claim no memory for lengths that are not there", () => {
    expect(problem(withPayload("\xff\xff\xff\xff\x0f"))).toContain("truncated");
    expect(problem(withPayload("\x00\xff\xff\xff\xff\x0f"))).toContain("truncated");
    expect(problem(withPayload("\xff\xff\xff\xff\xff"))).toContain("corrupted");
  });
});

function load(chunk: string): Proto | undefined {
  try {
    return undump(chunk, "=chunk");
  } catch (fault) {
    if (fault instanceof BinaryFormatFault) return undefined;
    throw fault;
  }
}
