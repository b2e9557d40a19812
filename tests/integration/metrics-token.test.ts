import { expect, test } from "vitest";
import { GET as products } from "#app/api/products/route.ts";
import { GET as metrics } from "#app/metrics/route.ts";
import { bearer } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { request } from "#tests/support/request.ts";

const METRICS_TOKEN = "a token of monitoring, with 32 characters".replaceAll(" ", "-");
// Behind a proxy that signs people in, but may not be in front of /metrics.
Object.assign(process.env, {
  METRICS_TOKEN,
  HOST: "0.0.0.0",
  APP_URL: "https://packshot.example.com",
  TRUST_PROXY: "1",
});
useDatabase();

test("without accounts, on other addresses than loopback, the metrics need their token", async () => {
  const status = async (headers: Record<string, string>) =>
    (await metrics(request("/metrics", { headers }), {})).status;
  expect(await status({})).toBe(401);
  expect(await status(bearer("wrong"))).toBe(401);
  expect(await status(bearer(`${METRICS_TOKEN}x`))).toBe(401);
  expect(await status(bearer(METRICS_TOKEN))).toBe(200);
});

test("the token opens nothing else", async () => {
  const status = async (headers: Record<string, string>) =>
    (await products(request("/api/products", { headers }), {})).status;
  expect(await status({})).toBe(200);
  expect(await status(bearer(METRICS_TOKEN))).toBe(403);
});
