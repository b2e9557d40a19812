import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { type HostileRow, importFile, json } from "#tests/support/hostile-client.ts";
import { noise } from "#tests/support/picture.ts";
import type { WatchedApp } from "#tests/support/watched-app.ts";

/** Sends the head of an upload and a few bytes, and nothing more. */
function stall({ url }: WatchedApp): { end: () => void; closed: Promise<void> } {
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const sent = request(`${url}/api/products/import`, { method: "POST", headers });
  const closed = new Promise<void>((resolve) => sent.on("close", resolve).on("error", () => resolve()));
  sent.on("response", (response) => response.resume());
  sent.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,title\r\n');
  return { end: () => sent.destroy(), closed };
}

/** Files to import that ask for more than they bring. */
export const hostileImports: HostileRow[] = [
  {
    name: "CSV of 200,000 columns",
    wanted: "422",
    run: async (app) =>
      String((await importFile(app, "a.csv", Buffer.from(`sku,title${",".repeat(200_000)}\n`))).status),
  },
  {
    name: "zip whose 1,000 rows all name one file of 1 MB",
    wanted: "200, less than 4 MB stored",
    run: async (app) => {
      const photo = await noise(590).png().toBuffer();
      const lines = Array.from({ length: 1_000 }, (_, row) => `Z${row},Mug,a.png`);
      const before = app.storedBytes();
      const answer = await importFile(
        app,
        "a.zip",
        await makeZip({ "catalog.csv": ["sku,title,MAIN", ...lines].join("\n"), "a.png": photo }),
      );
      const stored = app.storedBytes() - before;
      return `${answer.status}, ${stored < 4e6 ? "less than 4 MB stored" : `${stored} stored`}`;
    },
  },
  {
    name: "zip of 400 pictures",
    wanted: "200, 400 added",
    run: async (app) => {
      const names = Array.from({ length: 400 }, (_, row) => `${row}.jpg`);
      const photos = await Promise.all(names.map(async (name) => [name, await noise(300).jpeg().toBuffer()] as const));
      const lines = names.map((name, row) => `D${row},Mug,${name}`);
      const sheet = ["sku,title,MAIN", ...lines].join("\n");
      const answer = await importFile(
        app,
        "a.zip",
        await makeZip({ "catalog.csv": sheet, ...Object.fromEntries(photos) }),
      );
      const { imagesAdded } = await json(answer, z.object({ imagesAdded: z.number() }));
      return `${answer.status}, ${imagesAdded} added`;
    },
  },
  {
    name: "four uploads without length that send a few bytes",
    wanted: "another import: 200; closed by the server: 4",
    run: async (app) => {
      const uploads = Array.from({ length: 4 }, () => stall(app));
      await sleep(1_000);
      const { status } = await importFile(app, "a.csv", Buffer.from("sku,title\nU1,Mug\n"));
      let closed = 0;
      for (const each of uploads) void each.closed.then(() => (closed += 1));
      for (let waited = 0; waited < 60 && closed < 4; waited += 1) await sleep(1_000);
      const ended = closed;
      for (const each of uploads) each.end();
      return `another import: ${status}; closed by the server: ${ended}`;
    },
  },
];
