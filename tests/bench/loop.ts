// Overhead of the loop: 30 images one after the other, from the job's creation to its end, against a stub that answers
// each call with a PNG of 1 MB after 1,000 ms. Prints the times and exits with 1 above the limit.

import { endedJob, importZip, startJobOfAll } from "#tests/support/app-client.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { startLeanStub } from "#tests/support/lean-stub.ts";
import { noise } from "#tests/support/picture.ts";

const IMAGES = 30;
const ANSWER_MS = 1_000;
const LIMIT = 1.06;
const SIDE_PX = 590; // noise of this size is a PNG of about 1 MB

const names = Array.from({ length: IMAGES }, (_, index) => `B${String(index).padStart(9, "0")}.PT01.jpg`);
const photos = await Promise.all(names.map(async (name) => [name, await noise(300).jpeg().toBuffer()]));
const answers = await Promise.all(names.map(() => noise(SIDE_PX).png().toBuffer()));
const stub = await startLeanStub(answers, ANSWER_MS);
const app = await spawnApp({ GEMINI_API_KEY: "bench", GEMINI_BASE_URL: stub.url });
try {
  await importZip(app.url, await makeZip(Object.fromEntries(photos)), IMAGES);
  const job = await endedJob(app.url, await startJobOfAll(app.url));
  const seconds = (Date.parse(job.finishedAt ?? "") - Date.parse(job.createdAt)) / 1_000;
  const ratio = (seconds * 1_000) / (IMAGES * ANSWER_MS);
  const { completedImages: made } = job;
  const figures = { made, calls: stub.calls(), mostOpen: stub.mostOpen(), answerBytes: answers[0]?.length };
  console.log(JSON.stringify({ ...figures, seconds, ratio, limit: LIMIT }));
  if (made !== IMAGES || stub.mostOpen() !== 1 || ratio > LIMIT) process.exitCode = 1;
} finally {
  app.child.kill("SIGTERM");
  await stub.close();
}
