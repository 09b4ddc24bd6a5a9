import { cpuUsage } from "node:process";
import type { LuaClock } from "../base/host.ts";

/** The machine's clock and this process's processor time. */
export const hostClock: LuaClock = Object.freeze({
  now: (): number => Date.now() / 1000,
  cpu: (): number => {
    const { user, system } = cpuUsage();
    return (user + system) / 1e6;
  },
});

/** Seconds east of UTC of the local time zone at a time. */
export function localTimezoneOffset(time: number): number {
  const offset = new Date(time * 1000).getTimezoneOffset();
  // beyond the times JavaScript knows: the offset of now, which has no summer time then
  return Number.isNaN(offset) ? 0 : Math.round(-offset * 60) + 0;
}

/** Abbreviation of the local time zone at a time, "UTC" or like "GMT+2" where the host has no better. */
export function localTimezoneName(time: number): string {
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) return "UTC";
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
}
