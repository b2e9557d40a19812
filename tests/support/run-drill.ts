/** What a scenario counted, and what has to be true of it. */
export type Verdict = { figures: Record<string, unknown>; expected: Record<string, boolean> };

export type Scenario = () => Promise<Verdict>;

const failing = (error: unknown): Verdict => ({
  figures: { error: error instanceof Error ? error.stack : String(error) },
  expected: { "runs to its end": false },
});

/**
 * Plays the scenarios one after the other, or only those that DRILL_ONLY names, and prints a line of figures for each. The
 * process's exit code tells whether all that was expected of them was true.
 */
export async function runDrill(drill: string, scenarios: Record<string, Scenario>): Promise<void> {
  const only = process.env.DRILL_ONLY?.split(",");
  for (const [scenario, play] of Object.entries(scenarios)) {
    if (only && !only.includes(scenario)) continue;
    const began = performance.now();
    const { figures, expected } = await play().catch(failing);
    const seconds = Math.round((performance.now() - began) / 1_000);
    const broken = Object.keys(expected).filter((expectation) => !expected[expectation]);
    console.log(JSON.stringify({ drill, scenario, seconds, ...figures, broken }));
    if (broken.length > 0) process.exitCode = 1;
  }
}
