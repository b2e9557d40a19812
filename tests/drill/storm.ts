// Trouble on the way to Google, and wrong clocks. DRILL_IMAGES, DRILL_SECONDS and DRILL_RETRY_SECONDS make it smaller;
// DRILL_GRACE_MS allows for a busy machine.
import { answers } from "#tests/drill/scenarios/answers.ts";
import { clockSkew } from "#tests/drill/scenarios/clock-skew.ts";
import { lineDown } from "#tests/drill/scenarios/line-down.ts";
import { slowModel } from "#tests/drill/scenarios/slow-model.ts";
import { runDrill } from "#tests/support/run-drill.ts";

await runDrill("storm", { answers, "line down": lineDown, "slow model": slowModel, "clock skew": clockSkew });
