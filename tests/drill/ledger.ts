// The ledger of calls against a stub whose bill is known, and the estimates against that bill. DRILL_PRODUCTS (22, of which 20 get an
// image in each shot), DRILL_KILLS and DRILL_TIER change it.
import { bill } from "#tests/drill/scenarios/bill.ts";
import { runDrill } from "#tests/support/run-drill.ts";

await runDrill("ledger", { bill });
