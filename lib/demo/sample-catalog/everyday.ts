import { backpackShots } from "#lib/demo/sample-catalog/backpack.ts";
import type { Listing } from "#lib/demo/sample-catalog/listing.ts";
import { notebookShots } from "#lib/demo/sample-catalog/notebook.ts";
import { toteShots } from "#lib/demo/sample-catalog/tote.ts";
import { towelShots } from "#lib/demo/sample-catalog/towel.ts";

/** What is drawn to be carried and used: bags, notebooks, towels. */
export const EVERYDAY: readonly Listing[] = [
  {
    sku: "TOTE-NATURAL-01",
    title: "Evermore Organic Cotton Canvas Tote Bag with Fern Print, Natural",
    category: "Clothing & Accessories > Tote Bags",
    shots: () => toteShots({ canvas: "#eadfc8", print: "#2f5d50", wall: "#d9cdbd", wood: "#c79a6b" }),
  },
  {
    sku: "TOTE-INDIGO-01",
    title: "Evermore Organic Cotton Canvas Tote Bag with Fern Print, Indigo",
    category: "Clothing & Accessories > Tote Bags",
    shots: () => toteShots({ canvas: "#44557f", print: "#f0e6d2", wall: "#e7e2d8", wood: "#b98a5e" }),
    without: ["PT01"],
  },
  {
    sku: "BACKPACK-OLIVE-20",
    title: "Wayfarer Waxed Canvas Flap Backpack with Leather Straps, Olive, 20 Litre",
    category: "Luggage > Backpacks",
    shots: () => backpackShots({ cloth: "#5f6f52", leather: "#a9683a", wall: "#e3d9ca", wood: "#b98a5e" }),
  },
  {
    sku: "BACKPACK-MUSTARD-20",
    title:
      "Wayfarer Waxed Canvas Flap Backpack with Leather Straps and Padded 15.6 in Laptop Sleeve, Mustard, 20 Litre, Water-Resistant Daypack for Work, School and Weekend Travel",
    category: "Luggage > Backpacks",
    shots: () => backpackShots({ cloth: "#cf9a3c", leather: "#5f3b26", wall: "#cdd6d8", wood: "#a97c50" }),
  },
  {
    sku: "NOTEBOOK-OCHRE-A5",
    title: "Inkwell Hardcover Ruled Notebook with Elastic Band, Ochre, A5, 192 Pages",
    category: "Office Products > Notebooks",
    shots: () => notebookShots({ cover: "#c98a2b", band: "#3a2a1c", wall: "#dbe2e6", wood: "#c79a6b" }),
  },
  {
    sku: "NOTEBOOK-INK-A5",
    title: "Inkwell Hardcover Ruled Notebook with Elastic Band, Ink Blue, A5, 192 Pages",
    category: "Office Products > Notebooks",
    shots: () => notebookShots({ cover: "#2c4a7c", band: "#d8a548", wall: "#eadfce", wood: "#a97c50" }),
    without: ["PT02"],
  },
  {
    sku: "TOWEL-COAST-3",
    title: "Linden Cotton Bath Towel Set of 3, Coast (Teal, Ivory, Clay)",
    category: "Home & Kitchen > Bath Towels",
    shots: () => towelShots({ cottons: ["#7fa3a8", "#eee6d8", "#c98f77"], wall: "#e4ece9", wood: "#b98a5e" }),
  },
  {
    sku: "TOWEL-DUSK-3",
    title: "Linden Cotton Bath Towel Set of 3, Dusk (Plum, Rose, Slate)",
    category: "Home & Kitchen > Bath Towels",
    shots: () => towelShots({ cottons: ["#7d5a78", "#e0b7b0", "#66728a"], wall: "#e9e2da", wood: "#8a6444" }),
    without: ["PT03"],
  },
];
