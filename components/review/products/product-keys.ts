import type { Pressed } from "#components/review/review-keys.ts";
import type { PageKeys } from "#components/ui/page-keys.ts";

export const PRODUCT_KEYS: PageKeys = {
  title: "Review by product",
  keys: [
    ["← → ↑ ↓", "Previous / next variant or product"],
    ["Home, End", "First / last variant"],
    ["1 – 4", "Pick that image for the variant"],
    ["A", "Approve the product's picked and only images, and go to the next"],
    ["R", "Reject the images of the cell (note optional)"],
    ["G", "Regenerate the picked or only image with a note"],
    ["Enter", "Open the image next to its photo"],
    ["Z", "Undo the last change"],
  ],
};

/** A number picks that image. */
export type ProductCommand = "approve" | "reject" | "regenerate" | "undo" | number;

const COMMANDS: Partial<Record<string, ProductCommand>> = {
  ...{ a: "approve", r: "reject", g: "regenerate", z: "undo" },
  ...{ 1: 1, 2: 2, 3: 3, 4: 4 },
};

/** As in the grid of images: Ctrl+Z, ⌘Z and Z are one, and a key that is held down decides once. */
export function productCommandOf({ key, ctrlKey, metaKey, altKey, repeat }: Pressed): ProductCommand | null {
  const command = COMMANDS[key.toLowerCase()] ?? null;
  if (altKey || repeat) return null;
  return (ctrlKey || metaKey) && command !== "undo" ? null : command;
}
