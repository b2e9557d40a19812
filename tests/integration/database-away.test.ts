import { expect, test } from "vitest";
import { GET as health } from "#app/api/health/route.ts";
import { GET as jobs } from "#app/api/jobs/route.ts";
import { GET as products } from "#app/api/products/route.ts";
import { POST as createTemplate } from "#app/api/templates/route.ts";
import { GET as metrics } from "#app/metrics/route.ts";
import { freePort } from "#tests/support/app-process.ts";
import { jsonRequest, problem, request } from "#tests/support/request.ts";

process.env.DATABASE_URL = `postgresql://nobody@127.0.0.1:${await freePort()}/none`;

const template = { name: "T", promptText: "Draw" };

test.each<[string, () => Promise<Response>]>([
  ["/api/products", () => products(request("/api/products"), {})],
  ["/api/jobs", () => jobs(request("/api/jobs"), {})],
  ["/api/health", () => health(request("/api/health"), {})],
  ["/metrics", () => metrics(request("/metrics"), {})],
  ["/api/templates", () => createTemplate(jsonRequest("/api/templates", template), {})],
])("%s is 503 with Retry-After while the database is away", async (_path, ask) => {
  const response = await ask();
  expect(response.headers.get("retry-after")).toBe("5");
  const { code, detail } = await problem(response, 503);
  expect(code).toBe("unavailable");
  expect(detail).toContain("The database does not answer.");
});
