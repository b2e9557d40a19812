import { testBackups } from "#tests/support/backup-contract.ts";
import { emptyFolder } from "#tests/support/other-data.ts";

testBackups(emptyFolder);
