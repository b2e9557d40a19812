// Workers that share a budget. DRILL_RUNS and DRILL_IMAGES make it smaller.
import { budget } from "#tests/drill/scenarios/budget.ts";
import { runDrill } from "#tests/support/run-drill.ts";

await runDrill("budget", { budget });
