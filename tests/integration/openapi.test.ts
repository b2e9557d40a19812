import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { z } from "zod";
import { GET } from "#app/api/openapi.json/route.ts";
import { openApiPath } from "#lib/openapi/document.ts";
import { METHODS } from "#lib/openapi/operation.ts";
import { routes } from "#lib/openapi/routes.ts";
import { answer, request } from "#tests/support/request.ts";

const UNKNOWN_ADDRESS = "/api/[...path]";

const files = globSync("app/**/route.ts").map((path) => ({ path, route: dirname(path).replace(/^app/, "") }));
const handlers = files.filter(({ route }) => route !== UNKNOWN_ADDRESS);

const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

async function readDocument() {
  return answer(await GET(request("/api/openapi.json"), {}), 200, documentSchema);
}

/** The methods that a route's file exports, as `GET /api/jobs/{id}`. */
async function methodsOf({ path, route }: { path: string; route: string }): Promise<string[]> {
  const handler: object = await import(/* @vite-ignore */ `#${path}`);
  return METHODS.filter((method) => method in handler).map((method) => `${method} ${openApiPath(route)}`);
}

test("the document is valid OpenAPI", async () => {
  expect(await new Validator().validate(await readDocument())).toEqual({ valid: true });
});

test("the document has every route and method of the app, and no other", async () => {
  const { paths } = await readDocument();
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const exported = (await Promise.all(handlers.map(methodsOf))).flat();
  expect(exported.length).toBeGreaterThan(60);
  expect(described.sort()).toEqual(exported.sort());
});

/** The schemas that a handler parses with, by name. */
async function schemasIn(path: string): Promise<[string, unknown][]> {
  const imports = readFileSync(path, "utf8").matchAll(/import \{([^}]+)\} from "(#lib\/schemas\/[\w-]+\.ts)"/g);
  const found = [...imports].map(async ([, names = "", module = ""]) => {
    const exported: Record<string, unknown> = await import(module);
    return (names.match(/\w+Schema\b/g) ?? []).map((name): [string, unknown] => [name, exported[name]]);
  });
  return (await Promise.all(found)).flat();
}

/** The schemas that the document is made from. */
function describedIn(route: string): unknown[] {
  const operations = Object.entries(routes).find(([path]) => path === route)?.[1] ?? {};
  return Object.values(operations).flatMap(({ query, body, form, answers }) => [
    query,
    body,
    ...Object.values(form?.shape ?? {}),
    ...Object.values(answers),
  ]);
}

test.each(handlers)("$route is described by the schemas that it parses with", async ({ path, route }) => {
  const described = describedIn(route);
  const missing = (await schemasIn(path)).filter(([, schema]) => {
    const parts = schema instanceof z.ZodObject ? Object.values(schema.shape) : [];
    const isForm = parts.length > 0 && parts.every((part) => described.includes(part));
    return !described.includes(schema) && !isForm;
  });
  expect(missing.map(([name]) => name)).toEqual([]);
});

test("docs/api.md names every route of the API", () => {
  const text = readFileSync("docs/api.md", "utf8");
  const paths = Object.keys(routes).map((route) =>
    openApiPath(route)
      .replace("{key}", "<key>")
      .replaceAll(/\{(\w+)\}/g, ":$1"),
  );
  const told = readFileSync("docs/operations.md", "utf8") + text;
  expect(paths.filter((path) => !told.includes(path))).toEqual([]);
});
