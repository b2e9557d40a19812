import { afterAll } from "vitest";
import { TestBucket } from "#tests/support/test-bucket.ts";

export async function useBucket(): Promise<TestBucket> {
  const bucket = new TestBucket();
  await bucket.create();
  Object.assign(process.env, bucket.settings);
  afterAll(() => bucket.remove());
  return bucket;
}
