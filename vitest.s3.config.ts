import { testsOf } from "./vitest.config.ts";

/** The tests of the S3 store on the server of TEST_S3_ENDPOINT, each file in a bucket of its own. */
export default testsOf(["tests/s3/**/*.test.ts"]);
