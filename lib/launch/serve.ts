// Starts Next in this process: `serve.ts start` what is built, `serve.ts dev` with reloading.
import { createRequire } from "node:module";
import { loadEnv } from "#lib/launch/load-env.ts";

const { HOST, PORT } = loadEnv();
const command = process.argv[2] ?? "start";
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");

process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.NEXT_MANUAL_SIG_HANDLE = "true";
process.argv = [process.execPath, next, command, "-H", HOST, "-p", String(PORT)];
await import(next);
