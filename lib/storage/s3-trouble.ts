import { z } from "zod";
import { StoreError, type StoreTrouble, storeError } from "#lib/storage/store.ts";

const errorSchema = z.object({
  name: z.string().catch(""),
  message: z.string().catch(""),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).catch({}),
});

/** File system errors have a path; network errors have none. */
const localSchema = z.object({ code: z.string().optional(), path: z.string().optional() });

const CHECK_KEYS = "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
const CHECK_REGION = "check AWS_REGION";
const CHECK_ENDPOINT = "check that it runs and that S3_ENDPOINT is its address";

const KEYS: StoreTrouble = { code: "STORE_REFUSED", wrong: "refuses the keys", check: CHECK_KEYS };
const REGION: StoreTrouble = { code: "STORE_REFUSED", wrong: "expects another region", check: CHECK_REGION };
const CLOCK: StoreTrouble = {
  code: "STORE_REFUSED",
  wrong: "has a different time than this machine",
  check: "set the clock of both",
};
const FORBIDDEN: StoreTrouble = {
  code: "STORE_REFUSED",
  wrong: "does not let these keys do this",
  check: "they need to list the bucket of S3_BUCKET and to get, put and delete its objects",
};
const NO_BUCKET: StoreTrouble = {
  code: "STORE_NO_BUCKET",
  wrong: "has no such bucket",
  check: "check S3_BUCKET, or create the bucket",
};
const FULL: StoreTrouble = { code: "STORE_FULL", wrong: "is full", check: "free space in it, or raise its quota" };
const BUSY: StoreTrouble = {
  code: "STORE_UNAVAILABLE",
  wrong: "is overloaded or failing",
  check: "see its log if this lasts",
};
const SILENT: StoreTrouble = {
  code: "STORE_UNAVAILABLE",
  wrong: "does not answer in time",
  check: CHECK_ENDPOINT,
};
const UNREACHABLE: StoreTrouble = { code: "STORE_UNAVAILABLE", wrong: "can't be reached", check: CHECK_ENDPOINT };
const INSECURE: StoreTrouble = {
  code: "STORE_FAILED",
  wrong: "can't be reached over TLS",
  check: "check the scheme in S3_ENDPOINT and the store's certificate",
};
const NOT_S3: StoreTrouble = {
  code: "STORE_FAILED",
  wrong: "does not answer as S3 does",
  check: "check that S3_ENDPOINT is the address of its S3 API",
};
const OTHER: StoreTrouble = { code: "STORE_FAILED", wrong: "returned an unexpected error", check: "see its log" };

/** By error name, never by message, which Ceph leaves empty. Source: Amazon S3 API Reference, “Error responses”. */
const BY_NAME = new Map<string, StoreTrouble>([
  ["SignatureDoesNotMatch", KEYS],
  ["InvalidAccessKeyId", KEYS],
  ["InvalidToken", KEYS],
  ["ExpiredToken", KEYS],
  ["CredentialsProviderError", { code: "STORE_REFUSED", wrong: "needs keys", check: CHECK_KEYS }],
  ["AccessDenied", FORBIDDEN],
  ["AllAccessDisabled", FORBIDDEN],
  ["AuthorizationHeaderMalformed", REGION],
  ["PermanentRedirect", REGION],
  ["RequestTimeTooSkewed", CLOCK],
  ["NoSuchBucket", NO_BUCKET],
  ["InvalidBucketName", NO_BUCKET],
  ["QuotaExceeded", FULL],
  ["SlowDown", BUSY],
  ["RequestTimeout", SILENT],
  ["TimeoutError", SILENT],
  ["AbortError", SILENT],
]);

const TLS = /CERT|TLS|SSL|EPROTO|VERIFY/;
const NOT_IMPLEMENTED = 501;
const INSUFFICIENT_STORAGE = 507;

function byStatus(status: number): StoreTrouble {
  if (status === INSUFFICIENT_STORAGE) return FULL;
  if (status === 408 || status === 429) return BUSY;
  if (status >= 500 && status !== NOT_IMPLEMENTED) return BUSY;
  if (status === 401 || status === 403) return FORBIDDEN;
  return status === 404 ? NOT_S3 : OTHER;
}

const FULL_CODES = new Set(["ENOSPC", "EDQUOT"]);

/** Null if the store failed, not this machine. */
function readLocalTrouble(error: unknown): StoreError | null {
  const { code, path } = localSchema.catch({}).parse(error);
  if (!code) return null;
  if (FULL_CODES.has(code))
    return new StoreError("STORE_FULL", `The disk of DATA_DIR is full (${code}): free space on it.`, { cause: error });
  if (!path) return null;
  return new StoreError("STORE_FAILED", `A file in DATA_DIR can't be used (${code}): check its disk and permissions.`, {
    cause: error,
  });
}

export function readTrouble(error: unknown): StoreError {
  const { name, message, code, $metadata } = errorSchema.catch(errorSchema.parse({})).parse(error);
  const { httpStatusCode: status } = $metadata;
  const reason = [status, code ?? name].filter((part) => part !== undefined && part !== "").join(" ");
  const local = readLocalTrouble(error);
  if (local) return local;
  const of = (trouble: StoreTrouble) => storeError(trouble, reason, error);

  // A connection that broke is called a timeout by the SDK: its code tells more.
  if (status === undefined && code) return of(TLS.test(code) ? INSECURE : UNREACHABLE);
  const known = BY_NAME.get(name);
  if (known) return of(known);
  if (message === "Region is missing") return storeError(REGION, "none is set", error);
  // What is no answer of S3 at all has no name: a page of HTML, say.
  if (status !== undefined && status < 500 && name === "Error") return of(NOT_S3);
  return of(status === undefined ? OTHER : byStatus(status));
}
