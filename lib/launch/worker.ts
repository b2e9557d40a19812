// A process that only works the queue.
import { loadEnv } from "#lib/launch/load-env.ts";

loadEnv();
const { start } = await import("#lib/start.ts");
await start("worker");
