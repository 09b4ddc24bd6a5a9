/**
 * Calendar arithmetic for `os.date` and `os.time` (§6.9) on the proleptic Gregorian calendar, and strftime in the C
 * locale. Nothing here asks the host for the time or its zone.
 */

const DAY = 86_400;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;
/** Days in 400 years. */
const CYCLE = 146_097;

/** A broken-down time, C's `struct tm` with plain numbers. */
export interface CivilTime {
  readonly year: number;
  /** 1-12. */
  readonly month: number;
  /** 1-31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 is January 1st. */
  readonly yearday: number;
}

/** Days since 1970-01-01 of a date; `month` is 1-12, `day` may be anything. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year; // years start in March, so that the leap day comes last
  const cycle = Math.floor(y / 400);
  const yearOfCycle = y - cycle * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    cycle * CYCLE +
    yearOfCycle * 365 +
    Math.floor(yearOfCycle / 4) -
    Math.floor(yearOfCycle / 100) +
    dayOfYear -
    EPOCH_DAYS
  );
}

/** The calendar date and time of day of `time` seconds since 1970, without a zone. Exact for safe integers. */
export function civilFromTime(time: number): CivilTime {
  const days = Math.floor(time / DAY);
  const seconds = time - days * DAY;
  const shifted = days + EPOCH_DAYS;
  const cycle = Math.floor(shifted / CYCLE);
  const dayOfCycle = shifted - cycle * CYCLE;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 1, 1),
  };
}

/**
 * Seconds since 1970 of a date whose fields may be out of their ranges (mktime's normalisation). A bigint: with fields of
 * 32 bits the result may be beyond the safe integers.
 */
export function timeFromCivil(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): bigint {
  const months = month - 1;
  const years = Math.floor(months / 12);
  const days = daysFromCivil(year + years, months - years * 12 + 1, day);
  return BigInt(days) * BigInt(DAY) + BigInt(hour * 3600 + minute * 60 + second);
}

/** The calendar of a time of any size: whole 400-year cycles, which repeat, are taken off first. */
export function civilFromBigTime(time: bigint): CivilTime {
  const cycleSeconds = BigInt(CYCLE * DAY);
  const cycles = time / cycleSeconds;
  const civil = civilFromTime(Number(time - cycles * cycleSeconds));
  return { ...civil, year: civil.year + Number(cycles) * 400 };
}

// ------------------------------------------------------------------ strftime

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Conversions that take no modifier, the E modifier, the O modifier. */
const PLAIN = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
const WITH_E = "cCxXyY";
const WITH_O = "deHImMSuUVwWy";

/**
 * The length of the conversion at `at` in `format`, just after the `%`: 1, or 2 with a modifier; 0 when it is not one that
 * ISO C99 knows.
 */
export function conversionLength(format: string, at: number): number {
  const c = format.charAt(at);
  if (c === "") return 0;
  if (PLAIN.includes(c)) return 1;
  const next = format.charAt(at + 1);
  if (next === "") return 0;
  return (c === "E" && WITH_E.includes(next)) || (c === "O" && WITH_O.includes(next)) ? 2 : 0;
}

/** What formatting needs beside the broken-down time. */
export interface Zone {
  /** Seconds east of UTC. */
  readonly offset: number;
  /** Abbreviation for `%Z`. */
  name(): string;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}

function spaced(n: number): string {
  return n < 10 ? ` ${n}` : `${n}`;
}

function offsetText(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Year and number of the ISO 8601 week: weeks start on Monday, and week 1 has the first Thursday. */
function isoWeek(t: CivilTime): { year: number; week: number } {
  const weekday = t.weekday === 0 ? 7 : t.weekday;
  const week = Math.floor((t.yearday + 11 - weekday) / 7);
  if (week < 1) return { year: t.year - 1, week: weeksIn(t.year - 1) };
  return week > weeksIn(t.year) ? { year: t.year + 1, week: 1 } : { year: t.year, week };
}

/** 53 when the year starts on a Thursday, or is leap and starts on a Wednesday. */
function weeksIn(year: number): number {
  const first = (((daysFromCivil(year, 1, 1) + 4) % 7) + 7) % 7;
  return first === 4 || (first === 3 && isLeap(year)) ? 53 : 52;
}

/** One conversion of strftime in the C locale. */
export function convert(conversion: string, t: CivilTime, zone: Zone): string {
  const hour12 = t.hour % 12 === 0 ? 12 : t.hour % 12;
  const year = t.year | 0; // C's int: it wraps around
  const yearOfCentury = ((t.year % 100) + 100) % 100;
  const clock = `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
  switch (conversion) {
    case "a":
      return DAYS[t.weekday]!.slice(0, 3);
    case "A":
      return DAYS[t.weekday]!;
    case "b":
    case "h":
      return MONTHS[t.month - 1]!.slice(0, 3);
    case "B":
      return MONTHS[t.month - 1]!;
    case "c":
      return `${convert("a", t, zone)} ${convert("b", t, zone)} ${spaced(t.day)} ${clock} ${year}`;
    case "C":
      return `${Math.floor(year / 100)}`;
    case "d":
      return two(t.day);
    case "D":
    case "x":
      return `${two(t.month)}/${two(t.day)}/${two(yearOfCentury)}`;
    case "e":
      return spaced(t.day);
    case "F":
      return `${year}-${two(t.month)}-${two(t.day)}`;
    case "g":
      return two(((isoWeek(t).year % 100) + 100) % 100);
    case "G":
      return `${isoWeek(t).year | 0}`;
    case "H":
      return two(t.hour);
    case "I":
      return two(hour12);
    case "j":
      return `${t.yearday + 1}`.padStart(3, "0");
    case "m":
      return two(t.month);
    case "M":
      return two(t.minute);
    case "n":
      return "\n";
    case "p":
      return t.hour < 12 ? "AM" : "PM";
    case "r":
      return `${two(hour12)}:${two(t.minute)}:${two(t.second)} ${t.hour < 12 ? "AM" : "PM"}`;
    case "R":
      return `${two(t.hour)}:${two(t.minute)}`;
    case "S":
      return two(t.second);
    case "t":
      return "\t";
    case "T":
    case "X":
      return clock;
    case "u":
      return `${t.weekday === 0 ? 7 : t.weekday}`;
    case "U":
      return two(Math.floor((t.yearday + 7 - t.weekday) / 7));
    case "V":
      return two(isoWeek(t).week);
    case "w":
      return `${t.weekday}`;
    case "W":
      return two(Math.floor((t.yearday + 7 - ((t.weekday + 6) % 7)) / 7));
    case "y":
      return two(yearOfCentury);
    case "Y":
      return `${year}`;
    case "z":
      return offsetText(zone.offset);
    case "Z":
      return zone.name();
    default:
      return "%";
  }
}
