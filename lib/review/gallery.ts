import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { type CurrentImage, findForeign, lockGallery } from "#lib/db/images/gallery.ts";
import { moveToVariants } from "#lib/db/images/versions.ts";
import { lockChains, lockJobsOfTasks } from "#lib/db/locks.ts";
import { findProduct } from "#lib/db/products/read.ts";
import { AppError } from "#lib/errors.ts";
import { enqueueChecks } from "#lib/queue/image-messages.ts";
import type { Product } from "#lib/schemas/product.ts";

type Variants = Readonly<Record<string, string>>;

const at = (ids: string[], message: string) => ids.map((id) => ({ path: `variants.${id}`, message }));

async function refuseOthers(tx: Transaction, productId: string, current: CurrentImage[], ids: string[]): Promise<void> {
  const known = new Set(current.map(({ id }) => id));
  const others = ids.filter((id) => !known.has(id));
  if (others.length === 0) return;
  const foreign = await findForeign(tx, productId, others);
  if (foreign.length > 0)
    throw new AppError("unprocessable", "One of these images does not belong to the product. Reload the page.", {
      fields: at(foreign, "This image does not belong to the product."),
    });
  throw new AppError("conflict", "One of these images is no longer current. Reload the page.", {
    fields: at(others, "This image is not current."),
  });
}

/** Images that were for one variant stay together, or part; those of two never come together. */
function refuseMixed(current: CurrentImage[], variants: Variants): void {
  const cameFrom = new Map<string, string>();
  for (const { id, targetVariant } of current) {
    const variant = variants[id] ?? targetVariant;
    const before = cameFrom.get(variant) ?? targetVariant;
    if (before !== targetVariant)
      throw new AppError("conflict", `${variant} has another current image. Move that one too, or reload the page.`);
    cameFrom.set(variant, targetVariant);
  }
}

/**
 * All at once, each with its versions, so that they can change places. Null for an unknown product. Throws a 422 `AppError` for
 * images of other products; a 409 for images that are not current, or if a variant would have current images of two.
 */
export async function moveImages(productId: string, variants: Variants): Promise<Product | null> {
  const found = await transaction(async (tx) => {
    const current = await lockGallery(tx, productId);
    if (!current) return false;
    await refuseOthers(tx, productId, current, Object.keys(variants));
    refuseMixed(current, variants);
    const moved = current.filter(({ id, targetVariant }) => (variants[id] ?? targetVariant) !== targetVariant);
    const isKept = await lockJobsOfTasks(
      tx,
      moved.map(({ id }) => id),
    );
    if (!isKept) throw new AppError("conflict", "The job of one of these images is being deleted.");
    const variantOf = new Map(moved.map(({ id, chainId, targetVariant }) => [chainId, variants[id] ?? targetVariant]));
    const versions = await lockChains(tx, [...variantOf.keys()]);
    const moves = versions.map(({ id, chainId }) => ({ id, targetVariant: variantOf.get(chainId) ?? "" }));
    await enqueueChecks(tx, await moveToVariants(tx, moves));
    return true;
  });
  return found ? findProduct(productId) : null;
}
