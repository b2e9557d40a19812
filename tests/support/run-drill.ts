import { inspect } from "node:util";

export type Verdict = { figures: Record<string, unknown>; expected: Record<string, boolean> };

export type Scenario = () => Promise<Verdict>;

const failing = (error: unknown): Verdict => ({
  figures: { error: inspect(error) },
  expected: { "runs to its end": false },
});

async function play(drill: string, scenario: string, run: Scenario): Promise<boolean> {
  const began = performance.now();
  const { figures, expected } = await run().catch(failing);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const broken = Object.keys(expected).filter((expectation) => !expected[expectation]);
  console.log(JSON.stringify({ drill, scenario, seconds, ...figures, broken }));
  return broken.length === 0;
}

/**
 * Runs all scenarios, those in DRILL_ONLY, or all but those in DRILL_WITHOUT, in sequence or in parallel with DRILL_TOGETHER=on. Sets
 * the exit code.
 */
export async function runDrill(drill: string, scenarios: Record<string, Scenario>): Promise<void> {
  const { DRILL_ONLY: only, DRILL_WITHOUT: without } = process.env;
  const played: Promise<boolean>[] = [];
  for (const [scenario, run] of Object.entries(scenarios)) {
    if ((only && !only.split(",").includes(scenario)) || without?.split(",").includes(scenario)) continue;
    played.push(play(drill, scenario, run));
    if (process.env.DRILL_TOGETHER !== "on") await played.at(-1);
  }
  // A connection to a server that was stopped hard may keep the process for ever.
  process.exit((await Promise.all(played)).includes(false) ? 1 : 0);
}
