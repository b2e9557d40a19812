import { askPreview, type Preview } from "#components/bulk-generate/use-preview.ts";
import { type WizardRequest, withoutProducts } from "#components/bulk-generate/wizard-state.ts";

type Named = (preview: Preview) => readonly { productId: string }[];

/** Asks repeatedly, without the known ones: a preview names only the first. */
export async function findAll(
  request: WizardRequest,
  preview: Preview,
  named: Named,
  total: number,
): Promise<string[]> {
  const found: string[] = [];
  let next = named(preview);
  while (next.length > 0) {
    found.push(...next.map(({ productId }) => productId));
    const products = withoutProducts(request.products, found);
    const isAll = "productIds" in products && products.productIds.length === 0;
    if (found.length >= total || isAll) break;
    next = named(await askPreview({ ...request, products }));
  }
  return found;
}
