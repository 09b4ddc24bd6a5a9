/**
 * What no library of the host computes, against vectors. Those over many messages are the SHA-256 of all results one after the
 * other, from straightforward programs after the published algorithms, which gave the published vectors as well.
 */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CRYPTO_MODULES } from "../../../src/aolite/modules/crypto/index.ts";
import { bytesToString } from "../../../src/base/byteString.ts";
import type { LuaValue } from "../../../src/vm/value.ts";
import { moduleEngine, value } from "./moduleEngine.ts";

const cx = moduleEngine({ crypto: CRYPTO_MODULES[0]! });
const v = (expression: string, ...args: LuaValue[]): string => value(cx, expression, ...args) as string;

/** Messages around the lengths where blocks end. */
const LENGTHS = [0, 1, 15, 16, 17, 55, 56, 63, 64, 65, 71, 72, 111, 112, 127, 128, 129, 135, 136, 137, 200, 1000];
const message = (length: number): string =>
  bytesToString(Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff));
/** Bytes that go up by five. */
const steps = (length: number, first = 0): string =>
  bytesToString(Uint8Array.from({ length }, (_, i) => (i * 5 + first) & 0xff));
const count = (length: number, first = 0): string => bytesToString(Uint8Array.from({ length }, (_, i) => first + i));
const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");

/** The SHA-256 of all results. */
function digestOf(results: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const result of results) hash.update(Buffer.from(result, "latin1"));
  return hash.digest("hex");
}

describe("AO 6.4 digests by vectors", () => {
  const stream = (name: string) => `crypto.digest.${name}(crypto.utils.stream.fromString(...))`;
  const text = (name: string) => `crypto.digest.${name}(...)`;

  it.each([
    // RFC 1319, RFC 1320
    [stream("md2"), "", "8350e5a3e24c153df2275c9f80692773"],
    [stream("md2"), "abc", "da853b0d3f88d99b30283a69e6ded6bb"],
    [stream("md4"), "", "31d6cfe0d16ae931b73c59d7e0c089c0"],
    [stream("md4"), "abc", "a448017aaf21d8525fc10ae87aa6729d"],
    [text("keccak256"), "abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
    [
      text("keccak512"),
      "",
      "0eab42de4c3ceb9235fc91acffe746b29c29a8c366b7c60e4e67c466f36a4304c00fa9caf9d87976ba469bcbe06713b435f091ef2769fb160cdab33d3670680e",
    ],
    [
      text("keccak512"),
      "abc",
      "18587dc2ea106b9a1563e32b3312421ca164c7f1f07bc922a9c83d77cea3a1e5d0c69910739025372dc14ac9642629379540c17e2a65b19d77aa511a9d00bb96",
    ],
  ])("AO 6.4 %s of %j", (call, given, digest) => {
    expect(v(`${call}.asHex()`, given)).toBe(digest);
  });

  it.each([
    [stream("md2"), "8ce40d54578be5573564d60efb700eff97fdd55d7f6ef42dbbc040ebdc8e4071"],
    [stream("md4"), "dc651d53a313f415367d8836c64343f4889620bf959f375ddbf8319f7d156816"],
    [text("keccak256"), "4726112aaea64e509e5f8e294b56ea7e7ec8d43a61d432bc27dabba84a5fdfb4"],
    [text("keccak512"), "ece17b7e71e367be1f306d5ede4817936cb9996b3c3be76ea397b707bec208e5"],
  ])("AO 6.4 %s for every length of the last block", (call, all) => {
    expect(digestOf(LENGTHS.map((length) => v(`${call}.asString()`, message(length))))).toBe(all);
  });

  it("AO 6.4 blake2b with lengths and keys", () => {
    const results = LENGTHS.flatMap((length) =>
      [1, 20, 32, 64].flatMap((size) =>
        [0, 1, 32, 64].map((key) => v(`crypto.digest.blake2b(...).asString()`, message(length), size, steps(key))),
      ),
    );
    expect(digestOf(results)).toBe("91424411271ba7527642cade51bb6380181bf405ec29708abfc82bb87461563d");
  });

  it.each([
    ["nil", 0, "9501736eea18b1470481e73e0208f92ccb8e7021"],
    ["nil", 31, "d3a85d02b7718793c30406ccf59df920da386d05"],
    ["nil", 32, "955fa2ad28a2ccb1dcee5759793c9cd33a56d46b"],
    ["nil", 33, "57642b0fffdbcc347524ae0cdbbc44d280a6584a"],
    ["nil", 64, "5d0d9aac15a3240d7329c5a4004c0cdcde8ea113"],
    ["'sha256'", 0, "f86437a9e3605741799b6759f3232808835aad32a95b03d0bbf9021bd0b861ba"],
    ["'sha256'", 31, "60c5c17f163aebbb6618a0ea2f6be36991ccf24bef903d16f256e649ea78eae7"],
    ["'sha256'", 32, "8a179b3afdb6eb976f33656a8a0a9fc93e7a2bd9583bf1bd3aeaeb70f94dd54e"],
    ["'sha256'", 33, "08a37a0a6787367974073514045bcd7dd9d1d0fb5960415487e92d0eb6a977a9"],
    ["'sha256'", 64, "bb64c6cbec2f5171fec83b3893cdf97d09b84b563b7799aec5c8ca490e4a93ee"],
  ])("AO 6.4 createHmac with %s and a key of %i bytes has a block of 32 bytes", (algorithm, length, code) => {
    const source = `crypto.mac.createHmac(crypto.utils.stream.fromString("ao"), crypto.utils.array.fromString(...), ${algorithm}).asHex()`;
    expect(v(source, "k".repeat(length))).toBe(code);
  });
});

describe("AO 6.4 forms of a code", () => {
  it("AO 6.4 createHmac gives text, bytes and hex", () => {
    const call = `crypto.mac.createHmac(crypto.utils.stream.fromString("ao"), crypto.utils.array.fromString("key"), "sha256")`;
    const code = "91dd3641da6d3315fa47f1b78f53a5a770c7a4c2c722627a9cda8e33dd9819b4";
    expect(v(`${call}.asHex()`)).toBe(code);
    expect(hex(v(`${call}.asString()`))).toBe(code);
    expect(hex(v(`string.char(table.unpack(${call}.asBytes()))`))).toBe(code);
  });
});

/** Lengths around the blocks of both ciphers. */
const SIZES = [0, 1, 31, 32, 33, 63, 64, 65, 95, 96, 97, 191, 192, 193, 300];

describe("AO 6.4 authenticated ciphers by vectors", () => {
  it("AO 6.4 NORX 64-4-1: key, nonce, header, text and trailer that count up", () => {
    expect(
      hex(v("crypto.cipher.norx.encrypt(...)", count(32), count(32, 32), count(128), count(128), count(128))),
    ).toBe(
      "c0816e508ae4a0500b93387bbbabc241ac42387ef5e8bf0ec3826cede166a1d5caa3e8d62cd641b3faf2aa2adde3e5ed0a13bd8b96d5f0fb7fe39ca780953175e245bc3e534b800e9646771f13ea4085cb3e267f106f5f17a064ff234a027c644be78665db1c46a4b01a4fbf5276dfbd30ebbfb88466f8dc897a7816d0d070d8d1f2fa3305a32376e23a61d1c989303fbfbd935aa55b17e4e7254733c473408e",
    );
  });

  it("AO 6.4 NORX with every length of the last blocks, back as well", () => {
    const results = SIZES.flatMap((length) =>
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [96, 97],
        [200, 95],
      ].map(([header, trailer]) => {
        const rest = [steps(header!, 3), steps(trailer!, 4)];
        const sealed = v("crypto.cipher.norx.encrypt(...)", steps(32, 1), steps(32, 2), steps(length), ...rest);
        expect(v("crypto.cipher.norx.decrypt(...)", steps(32, 1), steps(32, 2), sealed, ...rest)).toBe(steps(length));
        return sealed;
      }),
    );
    expect(digestOf(results)).toBe("3fdad745d33701bb3bafdf8b5f2168b5dac99c907045be3eed2e5dd331be4449");
  });

  it.each([
    [
      16,
      "0001020304",
      "5f7d0bdc07f57e5ea04de3ed1e0b613daccd27d7111d230d80050bcdfd6dc396ec96f3e8aa744937a5d616aa15644a81ccd288371c040751e877d98fde2ad86a9cc632e482ea49bd40d361a4490b7f3443204769c51b",
    ],
    [
      32,
      "0001020304",
      "b50351337b4db819d95bd92b9dc48ad845680823fec93649402d5a5332da4945b98f163e42dec9ee5f46772d6636f56362daee1164feed99bfc0d43f90fae6e5c5aad731cf8ac7a456d2637862d73530d7d116a1a6ea",
    ],
  ])("AO 6.4 MORUS-1280 with a key of %i bytes: data in front, ciphertext, tag", (size, data, rest) => {
    expect(hex(v("crypto.cipher.morus.encrypt(...)", count(size), count(16), count(70), count(5)))).toBe(data + rest);
  });

  it.each([
    [16, "14f26cf243e5a7ee9bc279b2d00af64e4002a82b57dd8e72ca6ec0ca64be806d"],
    [32, "327bcd6cf0f969ba5350be63c3aa5bd676dfd19d2f0c93d450cc7b7ecddb6444"],
  ])("AO 6.4 MORUS-1280 with a key of %i bytes and every length of the last blocks, back as well", (size, all) => {
    const results = SIZES.flatMap((length) =>
      [0, 1, 31, 32, 33, 70].map((data) => {
        const sealed = v(
          "crypto.cipher.morus.encrypt(...)",
          steps(size, 1),
          steps(16, 2),
          steps(length),
          steps(data, 3),
        );
        expect(v("crypto.cipher.morus.decrypt(...)", steps(size, 1), steps(16, 2), sealed, data)).toBe(steps(length));
        return sealed;
      }),
    );
    expect(digestOf(results)).toBe(all);
  });
});

describe("AO 6.4 ISAAC by vectors", () => {
  it.each([
    ["true", 3443889034, 1891291541, 3825669775],
    ["false", undefined, undefined, 2069907284],
  ])("AO 6.4 seeded with abc, %s: numbers 256, 257 and 1000", (flag, n256, n257, n1000) => {
    const source = `(function() local i, t = crypto.cipher.issac, {} i.seedIsaac("abc", ${flag})
      for n = 1, 1000 do t[n] = ("%d"):format(i.getRandom()) end return t[256] .. " " .. t[257] .. " " .. t[1000] end)()`;
    const [a, b, c] = v(source).split(" ").map(Number);
    expect(c).toBe(n1000);
    if (n256 !== undefined) expect([a, b]).toEqual([n256, n257]);
  });

  it("AO 6.4 random with a seed begins its stream again", () => {
    const source = `(function() local r = crypto.random return ("%d %d"):format(r(1, 100, "x"), r(1, 100)) end)()`;
    expect([v(source), v(source)]).toEqual(["8 84", "8 84"]);
  });

  it("AO 6.4 the cipher over three generations of the stream, in all forms, and back", () => {
    const given = bytesToString(Uint8Array.from({ length: 700 }, (_, i) => 32 + ((i * 7) % 95)));
    const sealed = v("crypto.cipher.issac.encrypt(...).asString()", given, "key of the test");
    expect(digestOf([sealed])).toBe("11346314be566d0cf73f80b46c683bdcbf9698bfc837de1f87d621a6d0ed63b3");
    expect(v("crypto.cipher.issac.encrypt(...).asHex()", given, "key of the test")).toBe(hex(sealed));
    expect(v("table.concat(crypto.cipher.issac.encrypt(...).asBytes())", given, "key of the test")).toBe(sealed);
    expect(v("crypto.cipher.issac.decrypt(...)", sealed, "key of the test")).toBe(given);
  });
});
