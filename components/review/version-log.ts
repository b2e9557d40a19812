import { shortName } from "#components/review/review-words.ts";
import type { Making, Tile } from "#components/review/tiles.ts";
import * as transition from "#components/review/versions.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { createStore } from "#components/ui/store.ts";
import type { GeneratedImage, RegenerateRequest } from "#lib/schemas/image.ts";
import type { RestoreResponse } from "#lib/schemas/restore.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const FAILURES: Record<Making, string> = { regenerate: "Couldn't regenerate", fix: "Couldn't fix" };
const NOT_RESTORED = "Couldn't restore the previous version of";
const GONE = "It has been deleted.";

/** What a new version is to be: a fix needs no words. */
export type MakeRequest = RegenerateRequest | Record<string, never>;

/** What versions need of the page and the server. Requests throw `ApiError`. */
export type VersionEffects = {
  make: (imageId: string, kind: Making, body: MakeRequest) => Promise<GeneratedImage>;
  restore: (imageId: string) => Promise<Pick<RestoreResponse, "restored" | "inProgress">>;
  read: (imageId: string) => Promise<GeneratedImage>;
  complain: (message: string) => void;
  onChange: () => void;
};

/** Further versions of images: asked for one after the other, waited for, and shown in the tile of the one before. */
export function createVersionLog({ make, restore, read, complain, onChange }: VersionEffects) {
  const store = createStore(transition.NO_VERSIONS);
  const queue = createQueue();
  const unwanted = new WeakSet<Tile>();

  function fail({ id, image }: Tile, what: string, why: string) {
    const sentence = `${what} “${shortName(image.productTitle)}”. ${why}`;
    store.set((state) => transition.failed(state, id, sentence));
    complain(sentence);
  }

  const show = (tileId: string, image: GeneratedImage, beside: Pick<ReviewImage, "jobName" | "versions">) =>
    store.set((state) => transition.shows(state, tileId, image, beside));

  /** Brings the image back that the tile showed. `wasMade`: there is one version more. */
  async function bringBack(tile: Tile, wasMade: boolean) {
    store.set((state) => transition.withoutReason(state, tile.id));
    const { id, jobName, versions: number } = tile.image;
    try {
      const { restored, inProgress } = await restore(id);
      if (inProgress.length > 0) return;
      store.set((state) => transition.settled(transition.left(state, tile), tile.id));
      if (restored.length === 0) return fail(tile, NOT_RESTORED, GONE);
      show(tile.id, await read(id), { jobName, versions: wasMade ? number + 1 : number });
    } catch (error) {
      fail(tile, NOT_RESTORED, reasonOf(error));
    }
    onChange();
  }

  function hear({ tile, kind }: transition.Pending, image: GeneratedImage | null) {
    const isWanted = !unwanted.has(tile);
    const { jobName, versions } = tile.image;
    if (image && isWanted) show(tile.id, image, { jobName, versions: versions + 1 });
    if (image && transition.isInProgress(image)) return;
    store.set((state) => transition.settled(state, tile.id));
    onChange();
    if (!isWanted) {
      store.set((state) => transition.left(state, tile));
      if (image?.status === "COMPLETED") void bringBack(tile, true);
    } else if (image?.status !== "COMPLETED") fail(tile, FAILURES[kind], image?.errorMessage ?? GONE);
  }

  return {
    ...{ store, show },
    drop: (tileId: string) => store.set((state) => transition.dropped(state, tileId)),
    putBack: (tileId: string) => store.set((state) => transition.putBack(state, tileId)),
    /** Takes news of those of `asked` that are in it. */
    hear(asked: readonly transition.Pending[], news: transition.News) {
      for (const entry of asked) {
        const image = news.get(entry.imageId);
        if (image !== undefined) hear(entry, image);
      }
      store.set((state) => transition.heard(state, news));
    },
    /** Asks for a further version of the image in a tile. Was it begun? */
    async make(tile: Tile, kind: Making, body: MakeRequest): Promise<boolean> {
      store.set((state) => transition.asked(state, tile.id, kind));
      unwanted.delete(tile);
      try {
        const { id } = await queue.add(() => make(tile.image.id, kind, body));
        store.set((state) => transition.begun(state, tile, kind, id));
        return true;
      } catch (error) {
        store.set((state) => transition.settled(state, tile.id));
        fail(tile, FAILURES[kind], reasonOf(error));
        return false;
      }
    },
    /** Brings the version back that a tile showed: one that waits is not made; one in progress is replaced once it is made. */
    restore(tile: Tile) {
      unwanted.add(tile);
      const wasMade = !store.get().making.has(tile.id);
      void queue.add(() => bringBack(tile, wasMade));
    },
  };
}
export type VersionLog = ReturnType<typeof createVersionLog>;
