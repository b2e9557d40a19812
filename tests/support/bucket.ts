import { afterAll } from "vitest";
import { TestBucket } from "#tests/support/test-bucket.ts";

/** Gives the file's tests a new bucket, which the settings name, and removes it after them. */
export async function useBucket(): Promise<TestBucket> {
  const bucket = new TestBucket();
  await bucket.create();
  Object.assign(process.env, bucket.settings);
  afterAll(() => bucket.remove());
  return bucket;
}
