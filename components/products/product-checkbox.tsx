"use client";

import { addSelected, removeSelected, useIsSelected, useSelection } from "#components/products/selection.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";

const boxes = () => [...document.querySelectorAll<HTMLInputElement>("input[data-product]")];
const idOf = (box: HTMLInputElement) => box.dataset.product ?? "";

let lastClicked: string | null = null;

function idsUpTo(id: string): string[] {
  const ids = boxes().map(idOf);
  const ends = [ids.indexOf(lastClicked ?? id), ids.indexOf(id)].sort((a, b) => a - b);
  return ids.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? 0) + 1);
}

/** Selects one product; with Shift, all rows from the last click to this one. */
export function ProductCheckbox({ id, title }: { id: string; title: string }) {
  const checked = useIsSelected(id);
  return (
    <Checkbox
      label={`Select ${title}`}
      hideLabel
      checked={checked}
      data-product={id}
      onCheckedChange={(next, event) => {
        const shift = event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey;
        const ids = shift ? idsUpTo(id) : [id];
        lastClicked = id;
        if (next) addSelected(ids);
        else removeSelected(ids);
      }}
    />
  );
}

/** Selects the products of this page, or lets them go. */
export function PageCheckbox({ ids }: { ids: string[] }) {
  const { ids: selected, add, removeAll } = useSelection();
  const chosen = ids.filter((id) => selected.has(id)).length;
  return (
    <Checkbox
      label="Select all on this page"
      hideLabel
      checked={ids.length > 0 && chosen === ids.length}
      indeterminate={chosen > 0 && chosen < ids.length}
      onCheckedChange={(next) => (next ? add(ids) : removeAll(ids))}
    />
  );
}
