// The database, the store or the disk fails in the middle of a job. Takes root, pgbouncer, and the S3 server of
// TEST_S3_FOLDER (tests/support/s3-server.sh start). DRILL_IMAGES, DRILL_SECONDS, DRILL_LOSSES and DRILL_FAILOVERS make it
// smaller.
import { commitLost } from "#tests/drill/scenarios/commit-lost.ts";
import { fullDisk } from "#tests/drill/scenarios/full-disk.ts";
import { pgbouncer } from "#tests/drill/scenarios/pgbouncer.ts";
import { restoredDatabase } from "#tests/drill/scenarios/restored-database.ts";
import { serversAway } from "#tests/drill/scenarios/servers-away.ts";
import { silentFailover } from "#tests/drill/scenarios/silent-failover.ts";
import { runDrill } from "#tests/support/run-drill.ts";

await runDrill("outage", {
  "servers away": serversAway,
  "commit lost": commitLost,
  "silent failover": silentFailover,
  "restored database": restoredDatabase,
  pgbouncer,
  "full disk": fullDisk,
});
