const BYTE_ORDER_MARK = "\xef\xbb\xbf";
const BINARY_SIGNATURE = "\x1b";

/**
 * A file as `loadfile`, `dofile` and `lua` read it: without a UTF-8 byte order mark and without a first line that starts with
 * `#` (Unix scripts), in whose place an empty line keeps line numbers right. A binary chunk gets no such line.
 */
export function skipFirstLine(bytes: string): string {
  const text = bytes.startsWith(BYTE_ORDER_MARK) ? bytes.slice(BYTE_ORDER_MARK.length) : bytes;
  if (!text.startsWith("#")) return text;
  const newline = text.indexOf("\n");
  const rest = newline < 0 ? "" : text.slice(newline + 1);
  return rest.startsWith(BINARY_SIGNATURE) ? rest : `\n${rest}`;
}
