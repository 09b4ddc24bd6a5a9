/** `os.date` and `os.time` of given times (the time zone is UTC). */

/** @typedef {import("../lib/source.mjs").Source} Source */

const CONVERSIONS = [
  ..."aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%",
  "Ec",
  "EC",
  "Ex",
  "EX",
  "Ey",
  "EY",
  "Od",
  "Oe",
  "OH",
  "OI",
  "Om",
  "OM",
  "OS",
  "Ou",
  "OU",
  "OV",
  "Ow",
  "OW",
  "Oy",
  "E",
  "O",
  "Ez",
  "Q",
  "i",
  "s",
  "",
  "\\0",
];

/** @param {Source} s */
function when(s) {
  return s.pick([
    "0",
    "1",
    "-1",
    "86399",
    "86400",
    "951782400",
    "1e9",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4102444800",
    "253402300799",
    "-62135596800",
    "1709164800",
    "1.5",
    '"12"',
    "1 << 40",
    "math.maxinteger",
    "math.mininteger",
    String(s.next()),
    String(-s.next()),
    String(s.next() * 4),
  ]);
}

/** @param {Source} s */
function field(s) {
  return s.weighted([
    [10, String(s.int(-40, 80))],
    [4, String(s.int(1, 12))],
    [
      2,
      s.pick([
        "0",
        "100000",
        "-100000",
        "2147483647",
        "2147483648",
        "-2147483648",
        "1 << 40",
        "math.maxinteger",
        "1.0",
        "1.5",
        '"7"',
        '"0x10"',
        '"x"',
        "true",
        "nil",
        "{}",
      ]),
    ],
  ]);
}

export default {
  name: "time",
  length: 250,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(6, 14, () => {
        switch (s.below(5)) {
          case 0:
          case 1: {
            const format = s.list(1, 4, () => `%${s.pick(CONVERSIONS)}`).join(s.pick([" ", "", "-"]));
            return `P(os.date, "${s.pick(["!", "!", ""])}${format}", ${when(s)})`;
          }
          case 2:
            return `P(function() local d = os.date("${s.pick(["!*t", "*t", "*tx"])}", ${when(s)}) return d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst end)`;
          case 3: {
            const fields = ["year", "month", "day", "hour", "min", "sec", "isdst"].filter((name) =>
              name === "year" || name === "month" || name === "day" ? s.chance(96) : s.chance(40),
            );
            const values = fields.map(
              (name) =>
                `${name} = ${name === "isdst" ? s.pick(["true", "false", "nil"]) : name === "year" && s.chance(80) ? s.int(1890, 2110) : field(s)}`,
            );
            return `P(function() local d = {${values.join(", ")}} local t = os.time(d) return t, d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst end)`;
          }
          default:
            return `P(os.difftime, ${when(s)}, ${when(s)})`;
        }
      })
      .join("\n");
  },
};
