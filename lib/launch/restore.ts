// npm run restore
import { loadEnv } from "#lib/launch/load-env.ts";

// What it does is told in plain words.
process.env.LOG_LEVEL ||= "warn";
loadEnv();
const { restoreCommand } = await import("#lib/backup/command.ts");
await restoreCommand(process.argv.slice(2));
