import { existsSync } from "node:fs";
import { EnvError, parseEnv } from "#lib/env.ts";

/** Reads `.env` where there is one (what the shell has set counts more) and ends the process on a bad value. */
export function loadEnv() {
  if (existsSync(".env")) process.loadEnvFile(".env");
  try {
    return parseEnv(process.env);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
