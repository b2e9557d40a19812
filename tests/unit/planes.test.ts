import { expect, test } from "vitest";
import { findBackground } from "#lib/pictures/background.ts";
import { type Tones, tonesOf } from "#lib/pictures/flood.ts";
import type { Box } from "#lib/pictures/pixels.ts";
import { boxOfOthers, cropPlane, uncropped } from "#lib/pictures/planes.ts";

const SIZE = { width: 9, height: 7 };

/** A plane of 255 with what the box says set to 0. */
function plane(box: Box, { width, height } = SIZE): Uint8Array {
  return uncropped(new Uint8Array(box.width * box.height), box, { width, height }, 255);
}

test("what is not plain is found with a margin, which ends at the edge", () => {
  const inside = { left: 3, top: 2, width: 2, height: 3 };
  expect(boxOfOthers(plane(inside), SIZE, 255, 0)).toEqual(inside);
  expect(boxOfOthers(plane(inside), SIZE, 255, 2)).toEqual({ left: 1, top: 0, width: 6, height: 7 });
});

test("a plane that is all plain is taken whole", () => {
  const all = { left: 0, top: 0, ...SIZE };
  expect(boxOfOthers(new Uint8Array(63).fill(255), SIZE, 255, 2)).toEqual(all);
});

test("a part is put back where it was", () => {
  const box = { left: 3, top: 2, width: 2, height: 3 };
  const whole = plane({ left: 4, top: 3, width: 1, height: 1 });
  expect(uncropped(cropPlane(whole, SIZE, box), box, SIZE, 255)).toEqual(whole);
});

/** A grey product with a shadow that gets lighter to its right, in a white square. */
function drawn(side: number, at: number): Tones {
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let y = at; y < at + 20; y++)
    for (let x = at; x < at + 50; x++)
      data.fill(x < at + 20 ? 90 : 160 + 3 * (x - at - 20), (y * side + x) * 4, (y * side + x) * 4 + 3);
  return tonesOf({ data, width: side, height: side }, [255, 255, 255]);
}

test("white around a picture changes nothing in its background", () => {
  const [small, large] = [findBackground(drawn(90, 20)), findBackground(drawn(290, 120))];
  const box = { left: 100, top: 100, width: 90, height: 90 };
  for (const name of ["marks", "white", "least"] as const) {
    expect(cropPlane(large[name], { width: 290, height: 290 }, box)).toEqual(small[name]);
    expect(uncropped(small[name], box, { width: 290, height: 290 }, 1)).toEqual(large[name]);
  }
  expect(small.marks).toContain(0);
});
