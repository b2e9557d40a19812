import { expect, test } from "vitest";
import { GET, POST } from "#app/api/image-types/route.ts";
import { useDatabase } from "#tests/support/app.ts";
import { context, jsonRequest, request } from "#tests/support/request.ts";

useDatabase();

test("no cache keeps an answer that is about now, whether it is one or a refusal", async () => {
  const answers = [
    await GET(request("/api/image-types"), context({})),
    await POST(jsonRequest("/api/image-types", { name: "Lifestyle", defaultPrompt: "A photo" }), context({})),
    await POST(jsonRequest("/api/image-types", {}), context({})),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 400]);
  for (const { headers } of answers) expect(headers.get("cache-control")).toBe("no-store");
});
