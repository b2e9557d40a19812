import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getFile } from "#app/api/files/[...key]/route.ts";
import { GET as getHealth } from "#app/api/health/route.ts";
import { healthSchema } from "#lib/schemas/health.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useDatabase } from "#tests/support/app.ts";
import { useBucket } from "#tests/support/bucket.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";
import { failuresOf } from "#tests/support/store-failures.ts";
import { passTo, TcpServer } from "#tests/support/tcp-server.ts";

const bucket = await useBucket();
const line = new TcpServer(passTo(bucket.settings.S3_ENDPOINT));
process.env.S3_ENDPOINT = await line.url();

useDatabase();

beforeAll(() => line.open());
afterAll(() => line.close());

const key = generatedKey("kept");
const health = () => getHealth(request("/api/health"), {});
const file = () => getFile(request(`/api/files/${key}`), context({ key: key.split("/") }));

test("names a store that is gone, and continues with it once it is back", async () => {
  const bytes = await drawPicture();
  await store().put(key, bytes, "image/jpeg");
  expect(await answer(await health(), 200, healthSchema)).toMatchObject({ storage: "s3" });

  await line.close();
  const sentence = expect.stringMatching(/^The image store can't be reached \(ECONNREFUSED\): .+S3_ENDPOINT/);
  expect(await problem(await health(), 503)).toMatchObject({ code: "unavailable", detail: sentence });
  expect(await problem(await file(), 503)).toMatchObject({ code: "unavailable", detail: sentence });
  for (const failure of await failuresOf(store())) expect(failure).toMatchObject({ transient: true });

  await line.open();
  expect(await answer(await health(), 200, healthSchema)).toMatchObject({ storage: "s3" });
  expect(Buffer.from(await (await file()).arrayBuffer())).toEqual(bytes);
});
