import { randomUUID } from "node:crypto";
import { testBackups } from "#tests/support/backup-contract.ts";
import { useBucket } from "#tests/support/bucket.ts";

const places = await useBucket();
await useBucket();

testBackups(() => `s3://${places.name}/backups/${randomUUID()}`);
