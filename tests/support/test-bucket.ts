import { randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { z } from "zod";

const HELP =
  'set TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY_ID and TEST_S3_SECRET_ACCESS_KEY to an S3 server whose keys may create buckets, e.g. by eval "$(tests/support/s3-server.sh start)".';

const serverSchema = z.object({
  TEST_S3_ENDPOINT: z.url(),
  TEST_S3_ACCESS_KEY_ID: z.string().min(1),
  TEST_S3_SECRET_ACCESS_KEY: z.string().min(1),
});

function readServer() {
  const { success, data } = serverSchema.safeParse(process.env);
  if (!success) throw new Error(`No S3 server is named: ${HELP}`);
  return {
    endpoint: data.TEST_S3_ENDPOINT,
    accessKeyId: data.TEST_S3_ACCESS_KEY_ID,
    secretAccessKey: data.TEST_S3_SECRET_ACCESS_KEY,
  };
}

/** Accessed without the app's store. */
export class TestBucket {
  readonly name = `packshot-test-${randomUUID()}`;
  readonly #server = readServer();
  readonly #client = new S3Client({
    endpoint: this.#server.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: this.#server,
  });

  /** The app's settings for this bucket. */
  get settings() {
    const { endpoint, accessKeyId, secretAccessKey } = this.#server;
    return {
      S3_BUCKET: this.name,
      S3_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
  }

  async create(): Promise<void> {
    await this.#client.send(new CreateBucketCommand({ Bucket: this.name })).catch((cause: unknown) => {
      throw new Error(`The S3 server at ${this.#server.endpoint} made no bucket: ${HELP}`, { cause });
    });
  }

  async keys(): Promise<string[]> {
    const pages = paginateListObjectsV2({ client: this.#client }, { Bucket: this.name });
    const objects = (await Array.fromAsync(pages)).flatMap(({ Contents = [] }) => Contents);
    return objects.map(({ Key = "" }) => Key);
  }

  async read(Key: string): Promise<{ contentType: string | undefined; bytes: Buffer }> {
    const { ContentType, Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.name, Key }));
    return { contentType: ContentType, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
  }

  async remove(): Promise<void> {
    for (const Key of await this.keys()) await this.#client.send(new DeleteObjectCommand({ Bucket: this.name, Key }));
    await this.#client.send(new DeleteBucketCommand({ Bucket: this.name }));
  }
}
