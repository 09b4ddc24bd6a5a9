import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesToString, decodeUtf8, encodeUtf8, stringToBytes, utf8Encode } from "../../src/base/byteString.ts";

/** Bytes with many valid and nearly valid UTF-8 sequences. */
const byteSoup: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 6 }).map(bytesToString),
      fc.string({ unit: "binary" }).map(encodeUtf8),
      fc.integer({ min: 0, max: 0x7fffffff }).map(utf8Encode),
      fc.integer({ min: 0x80, max: 0x10ffff }).map((c) => utf8Encode(c).slice(0, -1)),
    ),
  )
  .map((parts) => parts.join(""));

test("any bytes survive the way through text", () => {
  fc.assert(
    fc.property(byteSoup, (s) => {
      expect(encodeUtf8(decodeUtf8(s))).toBe(s);
    }),
    { numRuns: 1000 },
  );
});

test("well-formed text is encoded as the platform encodes it, and decoded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (s) => {
      const bytes = encodeUtf8(s);
      expect(stringToBytes(bytes)).toEqual(new TextEncoder().encode(s));
      expect(decodeUtf8(bytes)).toBe(s);
    }),
  );
});

test("bytes that are no UTF-8 become the surrogates that stand for them", () => {
  expect(decodeUtf8("a\xff")).toBe("a\udcff");
  expect(decodeUtf8("\xc0\x80")).toBe("\udcc0\udc80");
  expect(decodeUtf8("\xed\xa0\x80")).toBe("\udced\udca0\udc80");
  expect(decodeUtf8("\xf4\x90\x80\x80")).toBe("\udcf4\udc90\udc80\udc80");
  expect(decodeUtf8("\xe2\x82")).toBe("\udce2\udc82");
  expect(encodeUtf8("\ud83d\ude00\udc80")).toBe("\xf0\x9f\x98\x80\x80");
});

test("bytes and byte strings convert both ways, whatever the length", () => {
  const bytes = Uint8Array.from({ length: 20000 }, (_, i) => i & 255);
  const s = bytesToString(bytes);
  expect(s.length).toBe(20000);
  expect(s.charCodeAt(0x80)).toBe(0x80);
  expect(stringToBytes(s)).toEqual(bytes);
});

test("code points up to 2^31 have up to six bytes", () => {
  expect(utf8Encode(0x7f)).toBe("\x7f");
  expect(utf8Encode(0x80)).toBe("\xc2\x80");
  expect(utf8Encode(0x7ff)).toBe("\xdf\xbf");
  expect(utf8Encode(0x800)).toBe("\xe0\xa0\x80");
  expect(utf8Encode(0xffff)).toBe("\xef\xbf\xbf");
  expect(utf8Encode(0x10000)).toBe("\xf0\x90\x80\x80");
  expect(utf8Encode(0x200000)).toBe("\xf8\x88\x80\x80\x80");
  expect(utf8Encode(0x3ffffff)).toBe("\xfb\xbf\xbf\xbf\xbf");
  expect(utf8Encode(0x4000000)).toBe("\xfc\x84\x80\x80\x80\x80");
  expect(utf8Encode(0x7fffffff)).toBe("\xfd\xbf\xbf\xbf\xbf\xbf");
});
