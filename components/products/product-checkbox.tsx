"use client";

import type { ShownProduct } from "#components/products/filters.tsx";
import { changeSelection, useBox, useSelection } from "#components/products/selection.ts";
import { canPick, isSelected, withProducts } from "#components/products/selection-rules.ts";
import { useShownProducts } from "#components/products/shown-products.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";

let lastClicked: string | null = null;

function rowsUpTo(product: ShownProduct, products: readonly ShownProduct[]): readonly ShownProduct[] {
  const ids = products.map(({ id }) => id);
  const [from = 0, to = 0] = [ids.indexOf(lastClicked ?? product.id), ids.indexOf(product.id)].sort((a, b) => a - b);
  return products.slice(from < 0 ? to : from, to + 1);
}

/** With Shift, selects all rows from the last click to this one. */
export function ProductCheckbox({ product }: { product: ShownProduct }) {
  const { products, filter } = useShownProducts();
  const box = useBox(product, filter);
  return (
    <Checkbox
      label={`Select ${product.title}`}
      hideLabel
      checked={box === "on"}
      disabled={box === "out"}
      title={box === "out" ? "Doesn't match the current selection. Clear it to pick other products." : undefined}
      onCheckedChange={(on, event) => {
        const shift = event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey;
        const rows = shift ? rowsUpTo(product, products) : [product];
        lastClicked = product.id;
        changeSelection((selection) => withProducts(selection, rows, filter, on));
      }}
    />
  );
}

export function PageCheckbox() {
  const { products, filter } = useShownProducts();
  const selection = useSelection();
  const within = products.filter((product) => canPick(selection, product, filter));
  const chosen = within.filter((product) => isSelected(selection, product, filter)).length;
  return (
    <Checkbox
      label="Select all on this page"
      hideLabel
      checked={within.length > 0 && chosen === within.length}
      indeterminate={chosen > 0 && chosen < within.length}
      disabled={within.length === 0}
      onCheckedChange={(on) => changeSelection((old) => withProducts(old, within, filter, on))}
    />
  );
}
