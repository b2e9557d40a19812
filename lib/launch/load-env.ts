import { existsSync } from "node:fs";
import { EnvError, parseEnv, warningsOf } from "#lib/env.ts";
import { applyOutgoingProxy } from "#lib/http/outgoing-proxy.ts";

/**
 * Reads `.env` where there is one (what the shell has set counts more) and ends the process on a bad value. From then on
 * what this process writes is its user's alone, and what it sends goes through the proxy that is set.
 */
export function loadEnv() {
  if (existsSync(".env")) process.loadEnvFile(".env");
  try {
    const env = parseEnv(process.env);
    for (const warning of warningsOf(env)) console.warn(warning);
    process.umask(0o077);
    applyOutgoingProxy();
    return env;
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
