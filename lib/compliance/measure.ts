import "server-only";
import { checkImage } from "#lib/compliance/checks.ts";
import { examine, inspectAndExamine } from "#lib/compliance/examine.ts";
import type { Examined } from "#lib/compliance/examined.ts";
import { fixPicture } from "#lib/compliance/fix.ts";
import { type InspectedPicture, inspectPicture } from "#lib/pictures/inspect.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import type { Check } from "#lib/schemas/check.ts";

/** What an image is for. `photo`: the thumbnail of its source photo, or null if there is none. */
export type Meant = { variant: string; photo: Uint8Array | null };

/** `checks`: without `duplicate`. `hash`: 64-bit perceptual hash, signed like PostgreSQL's bigint. */
export type Measured = { checks: Check[]; hash: bigint };

/** Null where the photo is gone or can't be read. */
async function hashOfPhoto(photo: Uint8Array | null): Promise<bigint | null> {
  if (!photo) return null;
  try {
    return (await examine(photo)).hash;
  } catch (error) {
    if (error instanceof NotAPicture) return null;
    throw error;
  }
}

async function measure(examined: Examined, { variant, photo }: Meant): Promise<Measured> {
  return { checks: checkImage(examined, { variant, sourceHash: await hashOfPhoto(photo) }), hash: examined.hash };
}

/** Throws `NotAPicture`. */
export async function measurePicture(bytes: Uint8Array, meant: Meant): Promise<Measured> {
  return measure(await examine(bytes), meant);
}

/** `measured`: null where a check fails, which must not cost the picture. Throws `NotAPicture`. */
export async function inspectAndMeasure(
  bytes: Uint8Array,
  meant: Meant,
): Promise<InspectedPicture & { measured: Measured | null }> {
  const { examined, ...inspected } = await inspectAndExamine(bytes);
  return { ...inspected, measured: await measure(examined, meant).catch(() => null) };
}

/** Throws `CantFix`, and `NotAPicture`. */
export async function fixAndInspect(
  bytes: Uint8Array,
  options: { variant: string; size: number },
): Promise<InspectedPicture & { bytes: Uint8Array }> {
  const fixed = await fixPicture(bytes, options);
  return { bytes: fixed, ...(await inspectPicture(fixed)) };
}
