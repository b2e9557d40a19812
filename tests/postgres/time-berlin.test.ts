import { testTimes } from "#tests/support/time-tests.ts";

await testTimes("Europe/Berlin");
