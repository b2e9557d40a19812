import { testTimes } from "#tests/support/time-tests.ts";

await testTimes("America/Los_Angeles");
