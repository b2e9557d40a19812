// Small inputs that ask for large work, sent to the built app while /api/health is asked every 100 ms. Prints a table and a JSON
// line, and exits with 1 where an answer is not the wanted one, health takes longer than a second, or descriptors are left.
// DRILL_ONLY: the beginning of the names to run.
import { hostileImports } from "#tests/drill/scenarios/hostile-imports.ts";
import { hostilePictures } from "#tests/drill/scenarios/hostile-pictures.ts";
import { hostileRequests } from "#tests/drill/scenarios/hostile-requests.ts";
import { counted, type HostileRow } from "#tests/support/hostile-client.ts";
import { watchMemory } from "#tests/support/resident-size.ts";
import { spawnWatchedApp } from "#tests/support/watched-app.ts";

const LONGEST_HEALTH_MS = 1_000;

const app = await spawnWatchedApp();

async function play({ name, wanted, run }: HostileRow) {
  const health = app.watchHealth();
  const memory = watchMemory(() => app.pid);
  const [began, cpu] = [performance.now(), app.cpuSeconds()];
  const got = await run(app).catch((error: unknown) => `${error}`);
  const seconds = (performance.now() - began) / 1_000;
  const { slowestMs, missing } = await health.stop();
  const { peakMb } = memory.stop();
  const ok = got === wanted && slowestMs <= LONGEST_HEALTH_MS && missing.length === 0;
  return {
    name,
    wanted,
    got,
    seconds: Number(seconds.toFixed(1)),
    cpu: Number((app.cpuSeconds() - cpu).toFixed(1)),
    peakMb,
    slowestMs,
    missing: missing.length,
    why: counted(missing),
    ok,
  };
}

const only = process.env.DRILL_ONLY?.split(",");
const results = [];
for (const row of [...hostilePictures, ...hostileImports, ...hostileRequests]) {
  if (only && !only.some((name) => row.name.startsWith(name))) continue;
  const result = await play(row);
  results.push(result);
  console.log(
    `${result.ok ? "ok  " : "FAIL"} ${result.name}: ${result.got} in ${result.seconds} s, ${result.cpu} s of CPU, ${result.peakMb} MB at most; health at most ${result.slowestMs} ms, ${result.missing} missing${result.why && ` (${result.why})`}`,
  );
}
console.log(JSON.stringify({ hostile: results }));
app.child.kill("SIGTERM");
await new Promise((resolve) => app.child.once("exit", resolve));
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
