import { expect, test } from "vitest";
import { readTrouble } from "#lib/storage/s3-trouble.ts";

type Thrown = { name?: string; message?: string; code?: string; status?: number };

/** An error as the AWS SDK throws it. */
function thrown({ name = "Error", message = "", code, status }: Thrown): Error {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), { name, ...(code ? { code } : {}), ...metadata });
}

test.each<[Thrown, string, RegExp]>([
  [{ name: "ExpiredToken", status: 400 }, "STORE_REFUSED", /AWS_ACCESS_KEY_ID/],
  [{ name: "CredentialsProviderError" }, "STORE_REFUSED", /needs keys.+AWS_ACCESS_KEY_ID/],
  [{ name: "Unknown", status: 403 }, "STORE_REFUSED", /S3_BUCKET/],
  [{ name: "AuthorizationHeaderMalformed", status: 400 }, "STORE_REFUSED", /AWS_REGION/],
  [{ name: "PermanentRedirect", status: 301 }, "STORE_REFUSED", /AWS_REGION/],
  [{ message: "Region is missing" }, "STORE_REFUSED", /AWS_REGION/],
  [{ name: "RequestTimeTooSkewed", status: 403 }, "STORE_REFUSED", /clock/],
  [{ name: "InvalidBucketName", status: 400 }, "STORE_NO_BUCKET", /S3_BUCKET/],
  [{ name: "QuotaExceeded", status: 403 }, "STORE_FULL", /quota/],
  [{ name: "XMinioStorageFull", status: 507 }, "STORE_FULL", /free space/],
  [{ name: "Throttling", status: 429 }, "STORE_UNAVAILABLE", /overloaded/],
  [{ name: "InternalError", status: 500 }, "STORE_UNAVAILABLE", /500 InternalError/],
  [{ status: 502 }, "STORE_UNAVAILABLE", /502/],
  [{ name: "RequestTimeout", status: 400 }, "STORE_UNAVAILABLE", /in time/],
  [{ name: "TimeoutError", code: "ECONNRESET" }, "STORE_UNAVAILABLE", /ECONNRESET/],
  [{ code: "ENOTFOUND" }, "STORE_UNAVAILABLE", /S3_ENDPOINT/],
  [{ code: "CERT_HAS_EXPIRED" }, "STORE_FAILED", /certificate/],
  [{ code: "EPROTO" }, "STORE_FAILED", /scheme/],
  [{ name: "NotImplemented", status: 501 }, "STORE_FAILED", /501 NotImplemented/],
  [{ name: "InvalidRequest", status: 400 }, "STORE_FAILED", /InvalidRequest/],
  [{ name: "TypeError", message: "x is not a function" }, "STORE_FAILED", /TypeError/],
])("reads %j as %s", (facts, code, message) => {
  const error = thrown(facts);
  const trouble = readTrouble(error);
  expect(trouble).toMatchObject({ code, transient: code === "STORE_UNAVAILABLE", cause: error });
  expect(trouble.message).toMatch(message);
  expect(trouble.message).toMatch(/^The image store .+ \(.+\): .+\.$/);
});

test("reads what is no error at all", () => {
  expect(readTrouble("no")).toMatchObject({ code: "STORE_FAILED" });
});
