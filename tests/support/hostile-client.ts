import { z } from "zod";
import type { WatchedApp } from "#tests/support/watched-app.ts";

/** A small input that causes much work. `run` returns the outcome, to compare with `wanted`. */
export type HostileRow = { name: string; wanted: string; run: (app: WatchedApp) => Promise<string> };

export async function post({ url }: WatchedApp, path: string, body: FormData | string): Promise<Response> {
  const headers = new Headers(typeof body === "string" ? { "content-type": "application/json" } : {});
  return fetch(`${url}${path}`, { method: "POST", body, headers });
}

export function form(name: string, bytes: Uint8Array, fields: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  body.set("file", new File([new Uint8Array(bytes)], name));
  return body;
}

export async function json<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.output<Schema>> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

export const withId = z.object({ id: z.string() });
export const newProduct = async (app: WatchedApp, title: string) =>
  (await json(await post(app, "/api/products", JSON.stringify({ title })), withId)).id;

export const counted = (statuses: readonly (number | string)[]) =>
  [...Map.groupBy(statuses.toSorted(), (status) => status)]
    .map(([status, all]) => `${all.length} x ${status}`)
    .join(", ");

export const importFile = async (app: WatchedApp, name: string, bytes: Buffer) => {
  const response = await post(app, "/api/products/import", form(name, bytes));
  // Read to its end here: not everybody asks for the body.
  const body = await response.arrayBuffer();
  return new Response(body, response);
};

export async function storedPhoto(app: WatchedApp, bytes: Buffer): Promise<string> {
  const id = await newProduct(app, "Photo");
  const answer = await post(app, `/api/products/${id}/source-images`, form("a.jpg", bytes, { variant: "MAIN" }));
  return (await json(answer, z.object({ sourceImage: z.object({ url: z.string() }) }))).sourceImage.url;
}
