/** Lua patterns: find, match, gmatch, gsub with random patterns and subjects, malformed ones included. */

/** @typedef {import("../lib/source.mjs").Source} Source */

const CLASSES = ["%a", "%d", "%s", "%w", "%p", "%l", "%u", "%c", "%x", "%g", "%A", "%D", "%S", "%W", "%z", "%Z"];

/** @param {Source} s */
function single(s) {
  switch (s.below(8)) {
    case 0:
    case 1:
      return s.pick(["a", "b", "c", "1", " ", "-", "é", "\\0", "\\255"]);
    case 2:
      return ".";
    case 3:
    case 4:
      return s.pick(CLASSES);
    case 5: {
      const items = s.list(1, 3, () =>
        s.pick(["a", "b", "a-c", "0-9", "%a", "%d", "%s", "]", "^", "-", "%]", "%-", "x-", "-z", "\\0-\\127", "%w-z"]),
      );
      return `[${s.chance(30) ? "^" : ""}${items.join("")}]`;
    }
    case 6:
      return s.pick(["%.", "%%", "%(", "%[", "%-"]);
    default:
      return s.pick(["a", "b"]);
  }
}

/** @param {Source} s @param {number} depth */
function sequence(s, depth) {
  let quantified = 0;
  return s
    .list(1, 4, () => {
      const kind = s.below(14);
      if (kind === 0 && depth < 3) return `(${sequence(s, depth + 1)})`;
      if (kind === 1 && depth < 3) return `(${sequence(s, depth + 1)})`;
      if (kind === 2) return "()";
      if (kind === 3) return s.pick(["%b()", "%bxy", "%bab", "%b''", "%b"]);
      if (kind === 4) return s.pick(["%f[%a]", "%f[%w]", "%f[^a]", "%f[%z]", "%f[\\0]", "%f"]);
      if (kind === 5) return s.pick(["%1", "%2", "%0", "%9"]);
      const text = single(s);
      if (quantified < 3 && s.chance(45)) {
        quantified++;
        return text + s.pick(["*", "+", "-", "?"]);
      }
      return text;
    })
    .join("");
}

/** @param {Source} s */
export function pattern(s) {
  let text = `${s.chance(20) ? "^" : ""}${sequence(s, 0)}${s.chance(15) ? "$" : ""}`;
  if (s.chance(10)) {
    const at = s.below(text.length);
    // Never in the middle of an escape of the Lua string.
    if (!/\\\d{0,3}$/.test(text.slice(0, at)) && text[at] !== "\\") {
      text = s.chance(50)
        ? text.slice(0, at) + text.slice(at + 1)
        : `${text.slice(0, at)}${s.pick(["(", ")", "[", "]", "%", "%b", "%f", "*", "-"])}${text.slice(at)}`;
    }
  }
  return text;
}

/** @param {Source} s */
function subject(s) {
  return s
    .list(0, 12, () =>
      s.pick([
        "a",
        "b",
        "c",
        "a",
        "b",
        "x",
        "y",
        "1",
        "2",
        " ",
        "(",
        ")",
        "'",
        "A",
        "-",
        ".",
        "%",
        "\\0",
        "é",
        "\\255",
        "\\n",
      ]),
    )
    .join("");
}

/** @param {Source} s */
function replacement(s) {
  switch (s.below(6)) {
    case 0:
      return `"${s.list(0, 4, () => s.pick(["x", "%0", "%1", "%2", "%%", "-", "\\0"])).join("")}"`;
    case 1:
      return `"${s.list(1, 3, () => s.pick(["%", "%9", "%a", "%1", "z", "%b"])).join("")}"`;
    case 2:
      return '{a = "1", b = true, ab = 2, ["1"] = false, [" "] = 1.5, c = {}}';
    case 3:
      return s.pick([
        "42",
        "-1.5",
        "{}",
        "nil",
        "true",
        "print",
        "setmetatable({}, {__index = function(t, k) return k .. k end})",
      ]);
    default:
      return `function(...) print("call", ...) return ${s.pick(["nil", "false", "true", "...", '"<" .. tostring((...)) .. ">"', "12", "1.5", "{}", "select('#', ...)", 'error("stop")'])} end`;
  }
}

export default {
  name: "patterns",
  length: 700,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(6, 12, () => {
        const text = `"${subject(s)}"`;
        const p = `"${pattern(s)}"`;
        const init = s.chance(25)
          ? `, ${s.pick(["1", "2", "3", "-1", "-3", "0", "20", "math.mininteger", "math.maxinteger", '"2"', "1.5"])}`
          : "";
        switch (s.below(7)) {
          case 0:
          case 1:
            return `P(string.find, ${text}, ${p}${init}${init && s.chance(20) ? ", true" : ""})`;
          case 2:
            return `P(string.match, ${text}, ${p}${init})`;
          case 3:
          case 4:
            return `P(function() for a, b, c in (${text}):gmatch(${p}${init}) do T() print(show(a), show(b), show(c)) end end)`;
          default:
            return `P(string.gsub, ${text}, ${p}, ${replacement(s)}${s.chance(25) ? `, ${s.int(-1, 3)}` : ""})`;
        }
      })
      .join("\n");
  },
};
