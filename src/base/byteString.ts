/**
 * Strings inside the engine are "byte strings": JS strings whose every char code is 0-255, one char per byte. Text enters
 * and leaves as ordinary JS strings; bytes that are not valid UTF-8 travel there as the lone surrogates U+DC80-U+DCFF, so
 * that nothing is lost on the way.
 */

/** Bytes per `String.fromCharCode` call: more would risk the host's limit on arguments. */
const CHUNK = 8192;

/** The byte string of the bytes in `bytes`. */
export function bytesToString(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let s = "";
  for (let i = 0; i < bytes.length; i += CHUNK) {
    s += String.fromCharCode.apply(null, bytes.subarray(i, i + CHUNK) as unknown as number[]);
  }
  return s;
}

/** The bytes of the byte string `s`. */
export function stringToBytes(s: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) bytes[i] = s.charCodeAt(i);
  return bytes;
}

/** True when every char of `s` is below U+0080: such a string is its own encoding. */
function isAscii(s: string): boolean {
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** True for the lone surrogates that stand for the bytes 0x80-0xFF. */
function isEscapedByte(c: number): boolean {
  return c >= 0xdc80 && c <= 0xdcff;
}

/** The UTF-8 encoding of the JS string `s`, as a byte string; U+DC80-U+DCFF on their own become the raw bytes 0x80-0xFF. */
export function encodeUtf8(s: string): string {
  if (isAscii(s)) return s;
  const bytes = new Uint8Array(s.length * 3);
  let n = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c < 0x80) bytes[n++] = c;
    else if (c < 0x800) {
      bytes[n++] = 0xc0 | (c >> 6);
      bytes[n++] = 0x80 | (c & 0x3f);
    } else if (c >= 0xd800 && c < 0xdc00 && (s.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      const point = 0x10000 + ((c & 0x3ff) << 10) + (s.charCodeAt(++i) & 0x3ff);
      bytes[n++] = 0xf0 | (point >> 18);
      bytes[n++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[n++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[n++] = 0x80 | (point & 0x3f);
    } else if (isEscapedByte(c)) bytes[n++] = c & 0xff;
    else {
      bytes[n++] = 0xe0 | (c >> 12);
      bytes[n++] = 0x80 | ((c >> 6) & 0x3f);
      bytes[n++] = 0x80 | (c & 0x3f);
    }
  }
  return bytesToString(bytes.subarray(0, n));
}

/** The length in bytes of the valid UTF-8 sequence at `i` (no surrogates, no overlong forms, <= U+10FFFF), or 0. */
function sequenceLength(s: string, i: number): number {
  const c = s.charCodeAt(i);
  if (c < 0x80) return 1;
  if (c < 0xc2 || c > 0xf4) return 0;
  const second = s.charCodeAt(i + 1); // NaN past the end, which fails every test below
  if ((second & 0xc0) !== 0x80) return 0;
  if (c < 0xe0) return 2;
  if ((s.charCodeAt(i + 2) & 0xc0) !== 0x80) return 0;
  if (c < 0xf0) return (c === 0xe0 && second < 0xa0) || (c === 0xed && second >= 0xa0) ? 0 : 3;
  if ((s.charCodeAt(i + 3) & 0xc0) !== 0x80) return 0;
  return (c === 0xf0 && second < 0x90) || (c === 0xf4 && second >= 0x90) ? 0 : 4;
}

/** The JS string a byte string encodes in UTF-8; each byte that is not part of a valid sequence becomes U+DC80-U+DCFF. */
export function decodeUtf8(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  const units = new Uint16Array(bytes.length);
  let n = 0;
  for (let i = 0; i < bytes.length; ) {
    const c = bytes.charCodeAt(i);
    const length = sequenceLength(bytes, i);
    if (length <= 1) units[n++] = length === 1 ? c : 0xdc00 | c;
    else if (length === 2) units[n++] = ((c & 0x1f) << 6) | (bytes.charCodeAt(i + 1) & 0x3f);
    else if (length === 3) {
      units[n++] = ((c & 0xf) << 12) | ((bytes.charCodeAt(i + 1) & 0x3f) << 6) | (bytes.charCodeAt(i + 2) & 0x3f);
    } else {
      const high = ((c & 7) << 18) | ((bytes.charCodeAt(i + 1) & 0x3f) << 12);
      const point = (high | ((bytes.charCodeAt(i + 2) & 0x3f) << 6) | (bytes.charCodeAt(i + 3) & 0x3f)) - 0x10000;
      units[n++] = 0xd800 | (point >> 10);
      units[n++] = 0xdc00 | (point & 0x3ff);
    }
    i += length || 1;
  }
  let s = "";
  for (let i = 0; i < n; i += CHUNK) {
    s += String.fromCharCode.apply(null, units.subarray(i, Math.min(n, i + CHUNK)) as unknown as number[]);
  }
  return s;
}

/** The UTF-8 bytes of a code point below 2^31 (up to six bytes, as the original UTF-8 allows), as a byte string (§6.5). */
export function utf8Encode(codePoint: number): string {
  if (codePoint < 0x80) return String.fromCharCode(codePoint);
  let rest = codePoint;
  let tail = "";
  // The first byte of an n-byte form has room for 7 - n bits.
  let room = 0x3f;
  do {
    tail = String.fromCharCode(0x80 | (rest & 0x3f)) + tail;
    rest = Math.floor(rest / 64);
    room >>= 1;
  } while (rest > room);
  return String.fromCharCode((0xff & ~(room * 2 + 1)) | rest) + tail;
}
