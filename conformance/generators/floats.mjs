/** Printing floats and turning them into integers: `tostring`, `%.14g`, `%.17g`, `%a`, `%f`, floor, conversions. */
import { randomFloat } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

/** A float with random bits. @param {Source} s */
function bits(s) {
  const bytes = s.list(6, 6, () => s.below(256));
  const exponent = s.chance(50) ? s.int(0x3c, 0x44) : s.below(256);
  const all = [...bytes, s.below(256), s.chance(50) ? exponent & 0x7f : exponent];
  return `(string.unpack("<d", "${all.map((b) => `\\${String(b).padStart(3, "0")}`).join("")}"))`;
}

/** A float near a power of ten or two, where rounding of digits carries. @param {Source} s */
function nearPower(s) {
  const base = s.chance(50) ? `1e${s.int(-20, 25)}` : `2.0^${s.int(-60, 70)}`;
  return s.pick([
    base,
    `${base} * (1 - 2^-53)`,
    `${base} * (1 + 2^-52)`,
    `${base} + 0.5`,
    `${base} - 0.5`,
    `-${base}`,
    `${s.int(1, 9999)} * ${base}`,
    `${base} / 3`,
  ]);
}

/** @param {Source} s */
export function anyFloat(s) {
  return s.pick([bits, bits, nearPower, nearPower, randomFloat])(s);
}

export default {
  name: "floats",
  length: 400,
  /** @param {Source} s */
  generate(s) {
    const values = s.list(4, 10, () => anyFloat(s));
    const format = `%${s.pick(["", "+", "#", "0", "-", " "])}${s.pick(["", "12", "30"])}${s.pick(["", ".0", ".1", ".3", ".10", ".20", ".40"])}${s.pick(["f", "e", "g", "a", "G", "E", "A"])}`;
    return `for _, x in ipairs {${values.join(", ")}} do
  print(x, -x, x .. "")
  print(string.format("%.14g %.17g %a %.3f %e %g %.0f %.5a", x, x, x, x, x, x, x, x))
  print(string.format("[${format}]", x))
  P(math.floor, x) P(math.ceil, x) P(math.tointeger, x) P(math.modf, x)
  P(function() return x // 1, x % 1, x % -3, x // 0.1, x - x % 7 end)
  P(function() return x | 0 end)
  P(string.format, "%d", x)
  P(function() local t = {} t[x] = 1 return next(t), t[x] end)
  P(function() return x == math.floor(x), x < math.maxinteger, x <= math.mininteger, x > 1 << 53, x >= (1 << 53) + 1 end)
  print(tostring(x) == tostring(tonumber(tostring(x))), x == tonumber(string.format("%.17g", x)), x == tonumber(string.format("%a", x)))
  P(string.format, "%q", x)
end`;
  },
};
