// npm run backup
import { loadEnv } from "#lib/launch/load-env.ts";

// What it does is told in plain words.
process.env.LOG_LEVEL ||= "warn";
loadEnv();
const { backupCommand } = await import("#lib/backup/command.ts");
await backupCommand(process.argv.slice(2));
