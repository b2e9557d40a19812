import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import {
  counted,
  type HostileRow,
  json,
  newProduct,
  post,
  storedPhoto,
  withId,
} from "#tests/support/hostile-client.ts";
import { noise } from "#tests/support/picture.ts";

/** Requests that cost their sender nothing. */
export const hostileRequests: HostileRow[] = [
  {
    name: "JSON of 4 MB with 470,000 keys",
    wanted: "413, answer below 1 KB",
    run: async (app) => {
      const keys = Object.fromEntries(Array.from({ length: 470_000 }, (_, key) => [key.toString(36), ""]));
      const body = JSON.stringify({ productIds: ["a"], variant: "MAIN", imageTypeId: "a", templateVariables: keys });
      const response = await post(app, "/api/images/bulk-generate-by-variant", body);
      const size = (await response.text()).length;
      return `${response.status}, answer ${size < 1_024 ? "below 1 KB" : `of ${size}`}`;
    },
  },
  {
    name: "HEAD on pictures, 1,200 times",
    wanted: "1200 x 200, 0 descriptors left",
    run: async (app) => {
      const url = await storedPhoto(app, await noise(300).jpeg().toBuffer());
      const thumbnail = url.replace("/api/files/", "/api/files/thumbnails/");
      const head = async (path: string) => (await fetch(`${app.url}${path}`, { method: "HEAD" })).status;
      await head(url);
      const before = app.openFiles();
      const statuses: number[] = [];
      for (let round = 0; round < 60; round += 1)
        statuses.push(
          ...(await Promise.all(Array.from({ length: 20 }, (_, each) => head(each % 2 ? url : thumbnail)))),
        );
      await sleep(6_000);
      // Connections that are kept alive are no leak: twenty at most.
      return `${counted(statuses)}, ${Math.max(0, app.openFiles() - before - 20)} descriptors left`;
    },
  },
  {
    name: "export with maxBytes=100000",
    wanted: "400",
    run: async (app) => String((await fetch(`${app.url}/api/export/images/x?maxBytes=100000`)).status),
  },
  {
    name: "template with a variable named constructor",
    wanted: "preview: 200",
    run: async (app) => {
      const variables = [{ name: "constructor", type: "text" }];
      const body = JSON.stringify({ name: "Hostile", promptText: "In {{constructor}}", variables });
      const { id: templateId } = await json(await post(app, "/api/templates", body), withId);
      const types = z.object({ imageTypes: z.array(withId) });
      const { imageTypes } = await json(await fetch(`${app.url}/api/image-types`), types);
      const choice = {
        productIds: [await newProduct(app, "Mug")],
        variant: "MAIN",
        imageTypeId: imageTypes[0]?.id,
        templateId,
      };
      const preview = await post(app, "/api/images/bulk-generate-by-variant/preview", JSON.stringify(choice));
      return `preview: ${preview.status}`;
    },
  },
];
