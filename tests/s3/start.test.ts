import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { useBucket } from "#tests/support/bucket.ts";
import { spawnScript } from "#tests/support/npm-script.ts";

const bucket = await useBucket();

/** What a worker with these settings says on its error output, and its exit code. */
async function startWith(settings: Record<string, string>) {
  const child = spawnScript("worker", settings, "pipe");
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const said = child.stderr ? await text(child.stderr) : "";
  return { said: said.trimEnd().split("\n"), code: await ended };
}

test.each([
  ["wrong keys", { AWS_SECRET_ACCESS_KEY: "wrong" }, /SignatureDoesNotMatch.+AWS_SECRET_ACCESS_KEY/],
  ["a missing bucket", { S3_BUCKET: `${bucket.name}-gone` }, /NoSuchBucket.+S3_BUCKET/],
  ["a store that is not there", { S3_ENDPOINT: "http://127.0.0.1:1" }, /ECONNREFUSED.+S3_ENDPOINT/],
])("%s end the start with one line that names the setting", async (_what, settings, line) => {
  const { said, code } = await startWith(settings);
  expect({ said, code }).toEqual({ said: [expect.stringMatching(line)], code: 1 });
});
