import { expect, test } from "vitest";
import { s3Store } from "#lib/s3.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useBucket } from "#tests/support/bucket.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { storeContract } from "#tests/support/store-contract.ts";
import { failuresOf } from "#tests/support/store-failures.ts";

const bucket = await useBucket();

storeContract(store);

test("keeps the bytes and the content type it was given, under the key itself", async () => {
  const bytes = await drawPicture({ format: "webp" });
  await store().put(generatedKey("plain"), bytes, "image/webp");
  expect(await bucket.read(generatedKey("plain"))).toEqual({ contentType: "image/webp", bytes });
});

test.each([
  [
    "a wrong secret",
    { AWS_SECRET_ACCESS_KEY: "wrong" },
    "STORE_REFUSED",
    /SignatureDoesNotMatch.+AWS_SECRET_ACCESS_KEY/,
  ],
  ["an unknown key", { AWS_ACCESS_KEY_ID: "nobody" }, "STORE_REFUSED", /InvalidAccessKeyId.+AWS_ACCESS_KEY_ID/],
  ["another bucket", { bucket: `${bucket.name}-gone` }, "STORE_NO_BUCKET", /NoSuchBucket.+S3_BUCKET/],
])("says of every call with %s what to check", async (_what, change, code, message) => {
  const failures = await failuresOf(s3Store({ bucket: bucket.name, ...bucket.settings, ...change }));
  for (const failure of failures)
    expect(failure).toMatchObject({ code, transient: false, message: expect.stringMatching(message) });
  expect(failures.join()).not.toContain(bucket.settings.AWS_SECRET_ACCESS_KEY);
});
