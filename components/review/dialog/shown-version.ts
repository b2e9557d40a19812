import type { Tile } from "#components/review/tiles.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";

/** `of`: the image that was current when it was chosen. */
export type Chosen = { of: string; version: GeneratedImage };

/** As fresh as it is known; null: the current one. */
export function otherVersion(
  { image }: Tile,
  chosen: Chosen | null,
  versions: readonly GeneratedImage[] | null,
): GeneratedImage | null {
  if (chosen?.of !== image.id || chosen.version.id === image.id) return null;
  return versions?.find(({ id }) => id === chosen.version.id) ?? chosen.version;
}

/** What a person chose while another version became current stays chosen. The one that became current is chosen again by Undo. */
export function stillChosen(chosen: Chosen | null, currentId: string): Chosen | null {
  return chosen && chosen.version.id !== currentId ? { ...chosen, of: currentId } : chosen;
}

type AfterDeletion = {
  /** Null: the tile leaves the grid, or the version was not known. */
  next: GeneratedImage | null;
  left: number;
  isGone: boolean;
};

/** A deleted version that was not current changes nothing but the number; the newest of the others follows one that was. */
export function afterDeletion(
  { image }: Tile,
  deletedId: string,
  versions: readonly GeneratedImage[] | null,
): AfterDeletion {
  const left = (versions ?? []).filter(({ id, status }) => id !== deletedId && status === "COMPLETED");
  const wasCurrent = deletedId === image.id;
  const next = (wasCurrent ? left.at(-1) : left.find(({ id }) => id === image.id)) ?? null;
  return { next, left: left.length, isGone: wasCurrent && next === null };
}
