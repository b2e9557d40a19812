import "server-only";
import pino, { type Logger } from "pino";
import { env } from "#lib/env.ts";
import { once } from "#lib/once.ts";

/** Facts with ids; never a prompt, a key or an image. */
export function log(): Logger {
  return once("log", () => pino({ level: env().LOG_LEVEL, base: { pid: process.pid } }));
}
