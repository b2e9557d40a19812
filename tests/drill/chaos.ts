// Random faults, again and again, while jobs run. DRILL_SEED repeats a run, DRILL_FROM continues it from a fault; DRILL_FAULTS,
// DRILL_KILLS and DRILL_IMAGES make it smaller. Takes the S3 server of TEST_S3_FOLDER (tests/support/s3-server.sh start).
import { embeddedKills } from "#tests/drill/scenarios/embedded-kills.ts";
import { randomFaults } from "#tests/drill/scenarios/random-faults.ts";
import { runDrill } from "#tests/support/run-drill.ts";

await runDrill("chaos", { fleet: randomFaults, embedded: embeddedKills });
