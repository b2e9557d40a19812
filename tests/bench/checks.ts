// The checks of MAIN images over pictures of known truth (tests/support/golden-set.ts): prints each wrong verdict, the counts
// per check, and the CPU time of a picture. BENCH_PHOTOS=<folder> adds pictures derived from its *.MAIN.* photos on white.
import { inspectAndMeasure } from "#lib/compliance/measure.ts";
import { derivedFrom } from "#tests/support/golden-photos.ts";
import { drawGolden } from "#tests/support/golden-picture.ts";
import { GOLDEN_SET, type Wrong, wrongVerdicts } from "#tests/support/golden-set.ts";
import { median } from "#tests/support/measure.ts";

const MAIN = { variant: "MAIN", photo: null };
const ROUNDS = 15;

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

async function printCost(size: number): Promise<void> {
  const figures: number[] = [];
  const pictures = await Promise.all(
    (["mug", "lamp", "towels"] as const).map((product) => drawGolden({ product, size, shadow: "under", quality: 90 })),
  );
  for (let round = 0; round < ROUNDS; round++)
    for (const bytes of pictures) figures.push(await cpuOf(() => inspectAndMeasure(bytes, MAIN)));
  console.log(`${size} px: ${median(figures.slice(pictures.length * 3))} ms of CPU per picture`);
}

const cases = [...GOLDEN_SET, ...(process.env.BENCH_PHOTOS ? await derivedFrom(process.env.BENCH_PHOTOS) : [])];
const wrong: Wrong[] = [];
const right = new Map<string, number>();
for (const golden of cases) {
  const { measured } = await inspectAndMeasure(await golden.draw(), MAIN);
  const found = wrongVerdicts(golden, measured?.checks ?? []);
  for (const check of Object.keys(golden.truth))
    if (!found.some((one) => one.check === check)) right.set(check, (right.get(check) ?? 0) + 1);
  for (const { name, check, must, is } of found) console.log(`${name}: ${check} must ${must}, is ${is}`);
  wrong.push(...found);
}

console.table(
  Object.fromEntries(
    [...right].map(([check, count]) => {
      const of = wrong.filter((one) => one.check === check);
      const passes = of.filter(({ is }) => is === "pass").length;
      return [check, { right: count, "wrong pass": passes, "wrong fail": of.length - passes }];
    }),
  ),
);
console.log(`${cases.length} pictures, ${wrong.length} wrong verdicts`);
for (const size of [1024, 2048]) await printCost(size);
