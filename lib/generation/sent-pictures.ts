import "server-only";
import { factsOf } from "#lib/gemini/models.ts";
import { GenerationError, type Picture, type SentPictures } from "#lib/image-model.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";

/** What a call sends, in this order: keys of the picture to work from, further photos of the product, and pictures of a look. */
type Sources = { sourceKey: string | null; furtherKeys: string[]; lookKeys: string[]; model: string };

/** What a picture of a call is of. */
type Role = "product" | "look";

/**
 * No more than the model takes: a job may continue with another model, and a look may have changed before an image is made
 * again.
 */
export function picturesToSend({ sourceKey, furtherKeys, lookKeys, model }: Sources) {
  const all: { key: string | null; role: Role }[] = [
    ...[sourceKey, ...furtherKeys].map((key) => ({ key, role: "product" as const })),
    ...lookKeys.map((key) => ({ key, role: "look" as const })),
  ];
  return all.slice(0, factsOf(model).pictures);
}

const NAMES: Record<Role, string> = { product: "The source photo", look: "A picture of the look" };

/** Throws `GenerationError` SOURCE_UNREADABLE. */
async function toModelInput(photo: Uint8Array, role: Role): Promise<Picture> {
  try {
    return await runPictureTask("toModelInput", [photo]);
  } catch (cause) {
    if (!(cause instanceof NotAPicture)) throw cause;
    throw new GenerationError("SOURCE_UNREADABLE", `${NAMES[role]} can't be read. ${cause.message}`, { cause });
  }
}

/** The first is the picture to work from. Throws `GenerationError` SOURCE_MISSING or SOURCE_UNREADABLE. */
export async function toSentPictures(pictures: { bytes: Uint8Array | null; role: Role }[]): Promise<SentPictures> {
  const stored = pictures.map(({ bytes, role }) => {
    if (!bytes) throw new GenerationError("SOURCE_MISSING", `${NAMES[role]} is not in the store.`);
    return { bytes, role };
  });
  return { current: await Promise.all(stored.map(({ bytes, role }) => toModelInput(bytes, role))) };
}

/** "The second picture shows" or "The next 3 pictures show", after `before` other pictures. */
function subject(count: number, before: number): string {
  if (count > 1) return `The next ${count} pictures show`;
  return before === 1 ? "The second picture shows" : "The last picture shows";
}

/** Says what the pictures after the first one are for. */
export function guidedPrompt(prompt: string, sent: { role: Role }[]): string {
  const look = sent.filter(({ role }) => role === "look").length;
  const further = sent.length - look - 1;
  const sentences = [
    further > 0 &&
      `${subject(further, 1)} the same product from other sides: use them only to draw the product true to life.`,
    look > 0 &&
      `${subject(look, 1 + further)} the look to draw it in: take only light, colours, mood and setting from them, and no product, person or text.`,
  ].filter((sentence) => sentence !== false);
  if (sentences.length === 0) return prompt;
  return `The first picture is the product photo to work from. ${sentences.join(" ")}\n\n${prompt}`;
}
