/** Time zones by name, from the host's tables; a script sees one only when the host has named it. */

/** A time zone for `os.date` and `os.time`. */
export interface TimeZone {
  /** Seconds east of UTC at a time in seconds. */
  readonly offset: (time: number) => number;
  /** Abbreviation at a time: "CET", "GMT+3". */
  readonly nameAt: (time: number) => string;
}

/** The times that JavaScript's dates know, in seconds. */
const LAST_TIME = 8.64e12;

/** A zone of the tz database, or a fixed offset "+hh:mm". @throws TypeError naming the option when there is none */
export function timeZone(name: string): TimeZone {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(name);
  if (fixed !== null) {
    const seconds = (Number(fixed[2]) * 60 + Number(fixed[3])) * 60;
    const offset = fixed[1] === "-" ? -seconds : seconds;
    return { offset: () => offset, nameAt: () => name };
  }
  if (name === "UTC") return { offset: () => 0, nameAt: () => "UTC" };
  let fields: Intl.DateTimeFormat;
  let names: Intl.DateTimeFormat;
  try {
    const digits = "numeric";
    fields = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: name, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn", era: "short" },
      ...{ year: digits, month: digits, day: digits, hour: digits, minute: digits, second: digits },
    });
    names = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "short" });
  } catch {
    throw new TypeError(`env.timezone: no time zone named "${name}"`);
  }
  return {
    offset: (time) => (Math.abs(time) < LAST_TIME ? offsetAt(fields, Math.floor(time)) : 0),
    nameAt: (time) => {
      if (Math.abs(time) >= LAST_TIME) return "UTC";
      return names.formatToParts(time * 1000).find((part) => part.type === "timeZoneName")?.value ?? "UTC";
    },
  };
}

/** How far the local fields of a time are from those in UTC. */
function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const fields: Record<string, number> = {};
  let isBefore = false;
  for (const { type, value } of format.formatToParts(time * 1000)) {
    if (type === "era") isBefore = value.startsWith("B");
    else fields[type] = Number(value);
  }
  const year = isBefore ? 1 - fields.year! : fields.year!;
  return (
    secondsOf(year, fields.month!, fields.day!) + (fields.hour! * 60 + fields.minute!) * 60 + fields.second! - time
  );
}

/** Seconds from 1970-01-01 to a day of the Gregorian calendar. */
function secondsOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * 86_400;
}
