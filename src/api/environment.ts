/** Checks what a host hands in, and looks up what it only names. */
import type { EngineEnv, HostEnv } from "../base/host.ts";
import { hostClock } from "./hostClock.ts";
import { type TimeZone, timeZone } from "./timeZone.ts";

/** The options of `env` that must be objects with these functions. */
const METHODS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  fs: ["open", "stat", "list", "mkdir", "rmdir", "unlink", "rename"],
  stdin: ["read"],
  stdout: ["write"],
  stderr: ["write"],
});
const FUNCTIONS = ["timezoneOffset", "timezoneName", "exec", "popen", "exit", "tmpname", "debugInput"] as const;

const EMPTY: EngineEnv = Object.freeze({});

/** The environment for the machine. @throws TypeError naming the option that is wrong */
export function engineEnv(env: HostEnv | undefined): EngineEnv {
  if (env === undefined) return EMPTY;
  for (const [name, methods] of Object.entries(METHODS)) checkMethods(name, env[name as keyof HostEnv], methods);
  for (const name of FUNCTIONS) {
    if (env[name] !== undefined && typeof env[name] !== "function") throw new TypeError(`env.${name}: no function`);
  }
  checkRandom(env.random);
  if (env.locale !== undefined && env.locale !== "C") throw new TypeError(`env.locale: there is only "C"`);
  if (env.clock !== "host" && env.clock !== undefined) checkMethods("clock", env.clock, ["now", "cpu"]);
  if (env.clock !== "host" && env.timezone === undefined) return env as EngineEnv;
  const { clock, timezone, ...rest } = env;
  const checked: EngineEnv = rest;
  if (clock !== undefined) checked.clock = clock === "host" ? hostClock() : clock;
  if (timezone !== undefined) {
    const zone: TimeZone = timeZone(timezone);
    checked.timezoneOffset ??= zone.offset;
    checked.timezoneName ??= zone.nameAt;
  }
  return checked;
}

function checkMethods(path: string, value: unknown, methods: readonly string[]): void {
  if (value === undefined) return;
  for (const method of methods) {
    if (typeof (value as Record<string, unknown> | null)?.[method] !== "function") {
      throw new TypeError(`env.${path}: has no function "${method}"`);
    }
  }
}

function checkRandom(random: unknown): void {
  if (random === undefined || random === "entropy") return;
  const seed = (random as { seed?: unknown } | null)?.seed;
  if (typeof seed !== "bigint" && typeof seed !== "string" && typeof seed !== "number") {
    throw new TypeError(`env.random: neither "entropy" nor { seed } with a number, bigint or string`);
  }
}
