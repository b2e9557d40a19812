import { shortName } from "#components/review/messages.ts";
import type { Making, Tile } from "#components/review/tiles.ts";
import * as transition from "#components/review/versions.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { createStore } from "#components/ui/store.ts";
import type { GeneratedImage, RegenerateRequest } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import type { RestoreResponse } from "#lib/schemas/restore.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const FAILURES: Record<Making, string> = { regenerate: "Couldn't regenerate", fix: "Couldn't fix" };
const NOT_RESTORED = "Couldn't restore the previous version of";
const GONE = "It has been deleted.";

/** A fix needs no words. */
export type MakeRequest = RegenerateRequest | Record<string, never>;

/** Requests throw `ApiError`. */
export type VersionEffects = {
  make: (imageId: string, kind: Making, body: MakeRequest) => Promise<GeneratedImage>;
  restore: (imageId: string) => Promise<Pick<RestoreResponse, "restored" | "inProgress">>;
  read: (imageId: string) => Promise<GeneratedImage>;
  complain: (message: string) => void;
  onChange: () => void;
};

function createVersionStore({ complain }: Pick<VersionEffects, "complain">) {
  const store = createStore(transition.NO_VERSIONS);
  return {
    store,
    show: (tileId: string, image: GeneratedImage, beside: Pick<ReviewImage, "jobName" | "versions">) =>
      store.set((state) => transition.shows(state, tileId, image, beside)),
    drop: (tileId: string) => store.set((state) => transition.dropped(state, tileId)),
    putBack: (tileId: string) => store.set((state) => transition.putBack(state, tileId)),
    fail({ id, image }: Tile, what: string, why: string) {
      const sentence = `${what} “${shortName(image.productTitle)}”. ${why}`;
      store.set((state) => transition.failed(state, id, sentence));
      complain(sentence);
    },
  };
}

/** `wasMade`: there is one version more. */
async function bringBack(
  { store, show, fail }: ReturnType<typeof createVersionStore>,
  { restore, read, onChange }: VersionEffects,
  tile: Tile,
  wasMade: boolean,
): Promise<void> {
  store.set((state) => transition.withoutReason(state, tile.id));
  const { id, jobName, versions } = tile.image;
  try {
    const { restored, inProgress } = await restore(id);
    if (inProgress.length > 0) return;
    store.set((state) => transition.settled(transition.left(state, tile), tile.id));
    if (restored.length === 0) return fail(tile, NOT_RESTORED, GONE);
    show(tile.id, await read(id), { jobName, versions: wasMade ? versions + 1 : versions });
  } catch (error) {
    fail(tile, NOT_RESTORED, reasonOf(error));
  }
  onChange();
}

/** Asked for one after the other, waited for, and shown in the tile of the one before. */
export function createVersionLog(effects: VersionEffects) {
  const versions = createVersionStore(effects);
  const { store, show, drop, putBack, fail } = versions;
  const queue = createQueue();
  const unwanted = new WeakSet<Tile>();

  function hearOf({ tile, kind }: transition.Pending, image: GeneratedImage | null) {
    const isWanted = !unwanted.has(tile);
    const beside = { jobName: tile.image.jobName, versions: tile.image.versions + 1 };
    if ((image?.current || image?.candidate) && isWanted) show(tile.id, image, beside);
    if (image && isImageInProgress(image)) return;
    store.set((state) => transition.settled(state, tile.id));
    effects.onChange();
    if (!isWanted) {
      store.set((state) => transition.left(state, tile));
      if (image?.status === "COMPLETED") void bringBack(versions, effects, tile, true);
    } else if (image?.status !== "COMPLETED") fail(tile, FAILURES[kind], image?.errorMessage ?? GONE);
  }

  return {
    ...{ store, show, drop, putBack },
    /** Takes news of those of `asked` that are in it and are still waited for. */
    hear(asked: readonly transition.Pending[], news: transition.News) {
      for (const entry of asked) {
        const image = news.get(entry.imageId);
        const isWaitedFor = store.get().pending.some(({ imageId }) => imageId === entry.imageId);
        if (image !== undefined && isWaitedFor) hearOf(entry, image);
      }
      store.set((state) => transition.heard(state, news));
    },
    /** Was it begun? */
    async make(tile: Tile, kind: Making, body: MakeRequest): Promise<boolean> {
      store.set((state) => transition.asked(state, tile.id, kind));
      unwanted.delete(tile);
      try {
        const { id } = await queue.add(() => effects.make(tile.image.id, kind, body));
        store.set((state) => transition.begun(state, tile, kind, id));
        return true;
      } catch (error) {
        store.set((state) => transition.settled(state, tile.id));
        fail(tile, FAILURES[kind], reasonOf(error));
        return false;
      }
    },
    /** One that waits is not made; one in progress is replaced once it is made. */
    restore(tile: Tile) {
      unwanted.add(tile);
      const wasMade = !store.get().making.has(tile.id);
      void queue.add(() => bringBack(versions, effects, tile, wasMade));
    },
  };
}
export type VersionLog = ReturnType<typeof createVersionLog>;
