import "server-only";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Env } from "#lib/env.ts";
import type { Store, StoredObject } from "#lib/storage/store.ts";

export type S3Options = { bucket: string } & Pick<
  Env,
  "S3_ENDPOINT" | "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" | "S3_FORCE_PATH_STYLE"
>;

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;

function s3Client(options: S3Options): S3Client {
  const { S3_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, S3_FORCE_PATH_STYLE } = options;
  const region = AWS_REGION ?? (S3_ENDPOINT ? "us-east-1" : undefined);
  const forcePathStyle = S3_FORCE_PATH_STYLE ? S3_FORCE_PATH_STYLE === "true" : S3_ENDPOINT !== undefined;
  return new S3Client({
    ...(region ? { region } : {}),
    ...(S3_ENDPOINT ? { endpoint: S3_ENDPOINT } : {}),
    ...(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? { credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } }
      : {}),
    forcePathStyle,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: IDLE_TIMEOUT_MS },
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

/** Keeps pictures in a bucket of any S3-compatible store. */
export function s3Store(options: S3Options): Store {
  const { bucket: Bucket } = options;
  const client = s3Client(options);

  async function find(Key: string): Promise<GetObjectCommandOutput | null> {
    try {
      return await client.send(new GetObjectCommand({ Bucket, Key }));
    } catch (error) {
      if (error instanceof NoSuchKey || error instanceof NotFound) return null;
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

  return {
    kind: "s3",
    put: (key, bytes, contentType) => uploadToS3(client, Bucket, key, bytes, contentType),
    async get(key) {
      const found = await find(key);
      return (await found?.Body?.transformToByteArray()) ?? null;
    },
    async open(key) {
      const found = await find(key);
      return found && toStored(found);
    },
    remove: async (Key) => void (await client.send(new DeleteObjectCommand({ Bucket, Key }))),
    check: async () => void (await client.send(new HeadBucketCommand({ Bucket }))),
  };
}
