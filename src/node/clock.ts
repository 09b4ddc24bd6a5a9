import { sleepOnHost } from "../api/hostClock.ts";
import type { LuaClock } from "../base/host.ts";

/** The machine's clock and this process's processor time. */
export const hostClock: LuaClock = Object.freeze({
  now: (): number => Date.now() / 1000,
  cpu: (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  sleep: (seconds: number, signal: AbortSignal): Promise<void> => sleepOnHost(seconds * 1000, signal),
});

/** Seconds east of UTC of the local time zone at a time. */
export function localTimezoneOffset(time: number): number {
  const date = new Date(time * 1000);
  const minutes = -date.getTimezoneOffset();
  if (Number.isNaN(minutes)) return 0; // beyond the times JavaScript knows
  if (time > 0) return minutes * 60;
  // Long ago zones were not whole minutes apart, which only the fields of a local time show.
  const shown = new Date(0);
  shown.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  shown.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds());
  return shown.getTime() / 1000 - Math.floor(time);
}

/** Locales that know the abbreviations of different parts of the world. */
const LOCALES = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA"];

/** Abbreviation of the local time zone at a time: "CET", or like "GMT+3" where there is none in English. */
export function localTimezoneName(time: number): string {
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) return "UTC";
  let name = "UTC";
  for (const locale of LOCALES) {
    const parts = new Intl.DateTimeFormat(locale, { timeZoneName: "short" }).formatToParts(date);
    name = parts.find((part) => part.type === "timeZoneName")?.value ?? name;
    if (!/\d/.test(name)) break;
  }
  return name;
}
