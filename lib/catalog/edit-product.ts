import "server-only";
import { deleteOnce } from "#lib/catalog/delete-once.ts";
import { isUniqueViolation, type Transaction, transaction } from "#lib/db/client.ts";
import { lockProduct } from "#lib/db/locks.ts";
import { changeProduct, deleteProduct, findTaken, insertProduct, isInUse } from "#lib/db/products/edit.ts";
import { findProduct } from "#lib/db/products/read.ts";
import { AppError } from "#lib/errors.ts";
import type { Product } from "#lib/schemas/product.ts";
import type { NewProductRequest, ProductChange } from "#lib/schemas/product-edit.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

type Identifiers = Pick<ProductChange, "asin" | "sku">;

async function refuseTaken(tx: Transaction, facts: Identifiers, exceptId: string | null): Promise<void> {
  const taken = await findTaken(tx, facts, exceptId);
  if (taken.length === 0) return;
  const fields = taken.map((path) => ({ path, message: `Another product has this ${path.toUpperCase()}.` }));
  throw new AppError("conflict", fields.map(({ message }) => message).join(" "), { fields });
}

/** If another product takes the ASIN or SKU at the same moment, the second attempt reports it. */
async function writeOnceMore<Result>(write: (tx: Transaction) => Promise<Result>): Promise<Result> {
  try {
    return await transaction(write);
  } catch (error) {
    if (isUniqueViolation(error)) return transaction(write);
    throw error;
  }
}

async function readBack(id: string): Promise<Product> {
  const product = await findProduct(id);
  if (!product) throw new AppError("not_found", "The product was deleted.");
  return product;
}

/** Throws a 409 `AppError` if another product has the ASIN or SKU. */
export async function createProduct(facts: NewProductRequest): Promise<Product> {
  const id = await writeOnceMore(async (tx) => {
    await refuseTaken(tx, facts, null);
    return insertProduct(tx, facts);
  });
  return readBack(id);
}

/** Null if there is none. Throws a 409 `AppError` if another product has the ASIN or SKU. */
export async function editProduct(id: string, { title, asin, sku, category }: ProductChange): Promise<Product | null> {
  const found = await writeOnceMore(async (tx) => {
    if (!(await lockProduct(tx, id))) return false;
    await refuseTaken(tx, { asin, sku }, id);
    await changeProduct(tx, id, {
      ...(title === undefined ? {} : { title }),
      ...(asin === undefined ? {} : { asin }),
      ...(sku === undefined ? {} : { sku }),
      ...(category === undefined ? {} : { category }),
    });
    return true;
  });
  return found ? findProduct(id) : null;
}

/**
 * Images of finished jobs keep its title and ASIN. False if there is none. Throws a 409 `AppError` while an unfinished
 * job uses it.
 */
export function removeProduct(id: string): Promise<boolean> {
  return deleteOnce(id, async (tx) => {
    if (!(await lockProduct(tx, id))) return false;
    if (await isInUse(tx, { productId: id }))
      throw new AppError("conflict", "An unfinished job uses this product. Wait for it to finish, or cancel it.");
    await removeDeleted(tx, id, await deleteProduct(tx, id));
    return true;
  });
}
