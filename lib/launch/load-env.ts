import { existsSync, readFileSync } from "node:fs";
import { parseEnv as parseFile } from "node:util";
import { EnvError, parseEnv, warningsOf } from "#lib/env.ts";
import { applyOutgoingProxy } from "#lib/http/outgoing-proxy.ts";
import { decodeEnvFile } from "#lib/launch/env-file.ts";

const ENV_FILE = ".env";

/** Does not override the shell's variables. */
function readEnvFile(path: string): void {
  let text: string;
  try {
    text = decodeEnvFile(readFileSync(path));
  } catch (cause) {
    throw new EnvError(`The file ${path} can't be read as text in UTF-8 or UTF-16: save it as UTF-8.`, { cause });
  }
  for (const [name, value] of Object.entries(parseFile(text))) process.env[name] ??= value;
}

/** Ends the process on invalid values. Also restricts new files to this user and applies the proxy settings. */
export function loadEnv() {
  try {
    if (existsSync(ENV_FILE)) readEnvFile(ENV_FILE);
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
