import { afterAll, expect, test } from "vitest";
import { backUpRowsOnly } from "#lib/backup/make-backup.ts";
import { openPlace } from "#lib/backup/place.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import { findImage } from "#lib/db/images/read.ts";
import { migrate } from "#lib/db/migrate.ts";
import { watched } from "#tests/support/backup-contract.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { openOldDatabase } from "#tests/support/old-database.ts";
import { emptyFolder } from "#tests/support/other-data.ts";

afterAll(closeDatabase);

test("a backup of an older version is migrated", async () => {
  await openOldDatabase("20261128999999");
  const place = openPlace(emptyFolder());
  const { name } = await backUpRowsOnly(place, "before-migration");
  await migrate();
  await restoreBackup(place, { name, replace: true }, watched);
  expect(await findImage("first")).toMatchObject({ status: "COMPLETED", productTitle: "Mug", attempts: 2 });
  expect(await migrate()).toEqual([]);
}, 240_000);
