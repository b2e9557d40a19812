import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { findLinks, findNextTry, holdProduct, type Link, putOffLink, takeLink } from "#lib/db/imports/links.ts";
import { addImportErrors, countLink, holdImport } from "#lib/db/imports/state.ts";
import { addSourceImages, type NewSourceImage } from "#lib/db/products/import.ts";
import type { PhotoBudget } from "#lib/import/budget.ts";
import { download, type Internet, NoAnswer, TryLater } from "#lib/import/download.ts";
import { countNewBytes, PhotoInspector, storePictures } from "#lib/import/pictures.ts";
import { RowError } from "#lib/import/row.ts";
import { log } from "#lib/log.ts";
import { keepNoted, type Note, releaseNoted } from "#lib/storage/remove-objects.ts";
import type { Store } from "#lib/storage/store.ts";
import { withRetry } from "#lib/with-retry.ts";

/** After this many timeouts in a row a host is skipped. */
const MAX_SILENCES = 12;

/** A silent host must not delay the links of others for days. */
export class Hosts {
  readonly #silences = new Map<string, number>();

  /** Throws a `RowError` if the link's host has not answered for long. */
  async ask<Result>(link: string, fetch: () => Promise<Result>): Promise<Result> {
    const { host } = new URL(link);
    const silences = this.#silences.get(host) ?? 0;
    if (silences >= MAX_SILENCES)
      throw new RowError(
        "LINK_FAILED",
        `${host} did not answer ${silences} times in a row. The remaining links of this host were skipped.`,
      );
    try {
      const result = await fetch();
      this.#silences.delete(host);
      return result;
    } catch (error) {
      if (error instanceof NoAnswer) this.#silences.set(host, (this.#silences.get(host) ?? 0) + 1);
      else this.#silences.delete(host);
      throw error;
    }
  }
}

/** Links in flight per process. */
const AT_ONCE = 6;
const PAGE = 60;
const WAITS_MS = [2_000, 10_000];
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

type Work = {
  importId: string;
  store: Store;
  budget: PhotoBudget;
  outside: Internet;
  allowHosts: readonly string[];
  signal: AbortSignal;
  /** A worker failed or died on these links: they are fetched one by one, to find the one that killed it. */
  careful: boolean;
};

type Fetching = Work & { hosts: Hosts; inspector: PhotoInspector };

/** False if the picture is not needed: the product has it, or the import was cancelled. */
async function writePicture({ importId }: Fetching, link: Link, image: NewSourceImage, note: Note): Promise<boolean> {
  return transaction(async (tx) => {
    await holdImport(tx, importId);
    if (!(await takeLink(tx, link.id))) return false;
    if (!(await holdProduct(tx, link.productId)))
      throw new RowError("PRODUCT_DELETED", "The product was deleted before its picture was fetched.");
    const added = (await addSourceImages(tx, [{ ...image, productId: link.productId }])).size === 1;
    if (added) await keepNoted(tx, [note]);
    await countLink(
      tx,
      importId,
      added ? { imagesAdded: 1, storedBytes: countNewBytes([image], note) } : { imagesUnchanged: 1 },
    );
    return added;
  });
}

async function giveUp({ importId }: Fetching, { id, row, url }: Link, error: RowError | null): Promise<void> {
  await transaction(async (tx) => {
    await holdImport(tx, importId);
    if (!(await takeLink(tx, id))) return;
    if (error) await addImportErrors(tx, importId, [error.toEntry({ row, file: url })]);
    await countLink(tx, importId, error ? { errorCount: 1 } : { imagesUnchanged: 1 });
  });
}

async function tryLink(fetching: Fetching, link: Link): Promise<void> {
  const bytes = await fetching.hosts.ask(link.url, () => download(link.url, fetching));
  const wanted = { owner: { id: link.productId }, variant: link.variant, photo: await fetching.inspector.look(bytes) };
  const {
    images: [image],
    note,
  } = await storePictures(fetching.store, fetching.budget, [wanted]);
  if (!image || !note) return giveUp(fetching, link, null);
  if (!(await writePicture(fetching, link, image, note))) await releaseNoted([note]);
}

async function settleLink(fetching: Fetching, link: Link): Promise<void> {
  try {
    await tryLink(fetching, link);
  } catch (error) {
    if (error instanceof RowError) return giveUp(fetching, link, error);
    if (!(error instanceof TryLater)) throw error;
    const wait = WAITS_MS[link.attempts];
    if (wait === undefined) return giveUp(fetching, link, new RowError("LINK_FAILED", error.message, { cause: error }));
    await putOffLink(link.id, error.waitMs ?? wait);
  }
}

/** `underWay`: links handed out and not settled yet. */
async function* dueLinks({ importId, signal }: Fetching, underWay: Set<number>): AsyncGenerator<Link> {
  for (;;) {
    const links = await findLinks(importId, [...underWay], PAGE);
    for (const link of links) {
      signal.throwIfAborted();
      underWay.add(link.id);
      yield link;
    }
    if (links.length > 0) continue;
    const waitMs = await findNextTry(importId);
    if (waitMs === null) return;
    await sleep(Math.min(Math.max(SHORTEST_PAUSE_MS, waitMs), LONGEST_PAUSE_MS), undefined, { signal });
  }
}

/** Several at once, each up to three times. Throws the signal's reason. */
export async function fetchLinks(work: Work): Promise<void> {
  const { importId, signal } = work;
  const fetching: Fetching = { ...work, hosts: new Hosts(), inspector: new PhotoInspector() };
  const inDatabase = {
    signal,
    isTransient: isDatabaseTrouble,
    onFailure: (error: unknown) => log().warn({ importId, err: error }, "waiting for the database"),
  };
  const underWay = new Set<number>();
  const links = dueLinks(fetching, underWay);
  const fetcher = async () => {
    for await (const link of links) {
      await withRetry(() => settleLink(fetching, link), inDatabase);
      underWay.delete(link.id);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: work.careful ? 1 : AT_ONCE }, fetcher));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
