import "server-only";
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { Env } from "#lib/env.ts";
import { outgoingProxy } from "#lib/http/outgoing-proxy.ts";
import { writeCheckKey } from "#lib/storage/keys.ts";
import { readTrouble } from "#lib/storage/s3-trouble.ts";
import { type Store, type StoredObject, withStoreErrors } from "#lib/storage/store.ts";

export type S3Options = { bucket: string; idleTimeoutMs?: number } & Pick<
  Env,
  "S3_ENDPOINT" | "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" | "S3_FORCE_PATH_STYLE"
>;

const CONNECT_TIMEOUT_MS = 5_000;
// No byte either way for so long and a try is given up, in the middle of a body too. A slow line is no idle one.
const IDLE_TIMEOUT_MS = 20_000;
// The first included: enough for a dropped connection or a moment of SlowDown, when the bytes in hand were paid for. A
// longer outage is the queue's to wait out: a store that never answers ends a get after 70 s, a large put after 140 s.
const MAX_ATTEMPTS = 3;
const CHECK_TIMEOUT_MS = 10_000;
const PART_BYTES = 16 * 1024 ** 2;
const PARTS_AT_ONCE = 2;

function s3Client(options: S3Options): S3Client {
  const { S3_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, S3_FORCE_PATH_STYLE } = options;
  const { idleTimeoutMs: socketTimeout = IDLE_TIMEOUT_MS } = options;
  const region = AWS_REGION ?? (S3_ENDPOINT ? "us-east-1" : undefined);
  const forcePathStyle = S3_FORCE_PATH_STYLE ? S3_FORCE_PATH_STYLE === "true" : S3_ENDPOINT !== undefined;
  return new S3Client({
    ...(region ? { region } : {}),
    ...(S3_ENDPOINT ? { endpoint: S3_ENDPOINT } : {}),
    ...(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? { credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } }
      : {}),
    forcePathStyle,
    // By default the SDK adds CRC32 headers, which other stores than AWS's refuse (501 or 400). AWS's own takes them.
    ...(S3_ENDPOINT
      ? { requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" }
      : {}),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout,
      httpAgent: { proxyEnv: outgoingProxy() },
      httpsAgent: { proxyEnv: outgoingProxy() },
    },
  });
}

/** Puts one object, with its content type. Throws the SDK's error when the store does not take it. */
export async function uploadToS3(
  client: S3Client,
  bucket: string,
  key: string,
  bytes: Uint8Array,
  contentType: string,
): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: bytes,
      ContentType: contentType,
      ContentLength: bytes.byteLength,
    }),
  );
}

/** Throws the SDK's error where the keys may not list the bucket. (HEAD would be cheaper and could not say why.) */
async function checkReading(client: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<void> {
  await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }), { abortSignal });
}

/** Writes an object and removes it: a bucket that lists may still refuse every write. */
async function checkWriting(client: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<void> {
  const Key = writeCheckKey(randomUUID());
  await client.send(new PutObjectCommand({ Bucket, Key, Body: "Packshot checks that it may write." }), { abortSignal });
  await client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal });
}

/** Null where the bucket has no such object. */
async function find(client: S3Client, Bucket: string, Key: string): Promise<GetObjectCommandOutput | null> {
  try {
    return await client.send(new GetObjectCommand({ Bucket, Key }));
  } catch (error) {
    // A bare 404 is no answer of S3: behind a wrong address every picture would seem to be gone.
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

function toStored({ Body, ContentType, ContentLength }: GetObjectCommandOutput): StoredObject | null {
  if (!Body) return null;
  return {
    contentType: ContentType ?? "application/octet-stream",
    bytes: ContentLength ?? 0,
    body: Body.transformToWebStream(),
  };
}

async function list(client: S3Client, Bucket: string, Prefix: string, from: string | null): ReturnType<Store["list"]> {
  const page = new ListObjectsV2Command({
    Bucket,
    Prefix,
    Delimiter: "/",
    ...(from ? { ContinuationToken: from } : {}),
  });
  const { Contents = [], NextContinuationToken: next = null } = await client.send(page);
  const objects = Contents.flatMap(({ Key: key, LastModified: modifiedAt }) =>
    key && modifiedAt ? { key, modifiedAt } : [],
  );
  return { objects, next };
}

/** In parts: not every store takes one object as a stream. */
async function sendFile(client: S3Client, Bucket: string, Key: string, path: string): Promise<void> {
  const params = { Bucket, Key, Body: createReadStream(path) };
  await new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done();
}

function watchWrites() {
  let writable = false;
  return {
    /** False before the first write as well. */
    isWritable: () => writable,
    async write(work: () => Promise<void>): Promise<void> {
      try {
        await work();
        writable = true;
      } catch (error) {
        writable = false;
        throw error;
      }
    },
  };
}

export function s3Store(options: S3Options): Store {
  const { bucket: Bucket } = options;
  const client = s3Client(options);
  const { write, isWritable } = watchWrites();

  const store: Store = {
    kind: "s3",
    put: (key, bytes, contentType) => write(() => uploadToS3(client, Bucket, key, bytes, contentType)),
    async get(key) {
      const found = await find(client, Bucket, key);
      return (await found?.Body?.transformToByteArray()) ?? null;
    },
    async open(key) {
      const found = await find(client, Bucket, key);
      return found && toStored(found);
    },
    list: (prefix, from) => list(client, Bucket, prefix, from),
    remove: async (Key) => void (await client.send(new DeleteObjectCommand({ Bucket, Key }))),
    async putFile(key, path) {
      await write(() => sendFile(client, Bucket, key, path));
      await rm(path);
    },
    async getFile(key, path) {
      const found = await find(client, Bucket, key);
      if (!found?.Body) return false;
      await pipeline(found.Body as Readable, createWriteStream(path));
      return true;
    },
    async check() {
      const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
      await checkReading(client, Bucket, signal);
      if (!isWritable()) await write(() => checkWriting(client, Bucket, signal));
    },
  };
  return withStoreErrors(store, readTrouble);
}
