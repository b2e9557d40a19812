import { basename } from "node:path";
import { expect, test } from "vitest";
import { POST as ADD_PICTURE } from "#app/api/looks/[id]/pictures/route.ts";
import { DELETE as DELETE_PRODUCT } from "#app/api/products/[id]/route.ts";
import { POST as ADD } from "#app/api/products/[id]/source-images/route.ts";
import { POST as RESTORE } from "#app/api/restore/route.ts";
import { PUT as REPLACE } from "#app/api/source-images/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { createLook } from "#lib/db/looks.ts";
import { lookInputSchema } from "#lib/schemas/look.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { removeAll } from "#tests/support/removals.ts";
import { context, jsonRequest, request } from "#tests/support/request.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";
import { TcpProxy } from "#tests/support/tcp-proxy.ts";

const proxy = await TcpProxy.start(process.env.DATABASE_URL ?? "");
process.env.DATABASE_URL = proxy.url;
useDatabase();

/** COMMITs of one request. */
const COMMITS = [0, 1, 2];

async function form(width: number): Promise<FormData> {
  const body = new FormData();
  body.set("variant", "PT01");
  body.set("file", new File([new Uint8Array(await drawPicture({ width }))], "photo.jpg"));
  return body;
}

/** Sends a request whose COMMIT number `spared` is carried out, but not answered. */
async function losing(spared: number, send: () => Promise<Response>): Promise<number> {
  proxy.loseCommits(1, spared);
  const { status } = await send();
  proxy.loseCommits(0);
  return status;
}

const photosOf = async () => db.sourceImage.findMany({ select: { id: true, storageKey: true } });
const fileOfEachRow = async () => {
  await removeAll();
  expect(new Set(filesInStore("source-images"))).toEqual(
    new Set((await photosOf()).map(({ storageKey }) => basename(storageKey))),
  );
};

test.each(COMMITS)(
  "a photo added while the answer to COMMIT %i is lost has its file, and is not there twice",
  async (spared) => {
    emptyStore();
    const id = await makeProduct({ photos: [] });
    const send = async () => ADD(request("/", { method: "POST", body: await form(70) }), context({ id }));
    const status = await losing(spared, send);
    if (status !== 201) expect((await send()).status).toBeLessThan(300);
    expect(await photosOf()).toHaveLength(1);
    await fileOfEachRow();
  },
);

test.each(COMMITS)(
  "a picture added to a look while the answer to COMMIT %i is lost has its file, and is not there twice",
  async (spared) => {
    emptyStore();
    const { id } = await createLook(lookInputSchema.parse({ name: "Calm" }));
    const send = async () => ADD_PICTURE(request("/", { method: "POST", body: await form(70) }), context({ id }));
    const status = await losing(spared, send);
    if (status !== 201) expect((await send()).status).toBeLessThan(300);
    const pictures = await db.lookPicture.findMany();
    await removeAll();
    expect(filesInStore("source-images")).toEqual([basename(pictures[0]?.storageKey ?? "")]);
    expect(pictures).toHaveLength(1);
  },
);

test.each(COMMITS)(
  "a photo replaced while the answer to COMMIT %i is lost leaves the old one or the new one, with its file",
  async (spared) => {
    emptyStore();
    await makeProduct({ photos: ["PT01"] });
    const [old] = await photosOf();
    await losing(spared, async () =>
      REPLACE(request("/", { method: "PUT", body: await form(90) }), context({ id: old?.id ?? "" })),
    );
    expect(await photosOf()).toHaveLength(1);
    await fileOfEachRow();
  },
);

test.each(COMMITS)(
  "a product deleted while the answer to COMMIT %i is lost is there or can be restored, with its files",
  async (spared) => {
    emptyStore();
    const id = await makeProduct({ photos: ["MAIN", "PT01"] });
    await losing(spared, () => DELETE_PRODUCT(request("/", { method: "DELETE" }), context({ id })));
    if ((await photosOf()).length === 0) expect((await RESTORE(jsonRequest("/", { id }), {})).status).toBe(200);
    expect(await photosOf()).toHaveLength(2);
    await fileOfEachRow();
  },
);
