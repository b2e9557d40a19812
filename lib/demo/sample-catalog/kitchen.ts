import { boardShots } from "#lib/demo/sample-catalog/board.ts";
import { bottleShots } from "#lib/demo/sample-catalog/bottle.ts";
import { kettleShots } from "#lib/demo/sample-catalog/kettle.ts";
import type { Listing } from "#lib/demo/sample-catalog/listing.ts";
import { mugShots } from "#lib/demo/sample-catalog/mug.ts";

/** What is drawn for the kitchen: mugs, kettles, boards, bottles. */
export const KITCHEN: readonly Listing[] = [
  {
    sku: "MUG-NAVY-01",
    title: "Fernhill Enamel Camping Mug, Navy Blue with White Speckle, 16 fl oz",
    category: "Home & Kitchen > Mugs",
    shots: () => mugShots({ enamel: "#2b4468", rim: "#20262e", speckles: "#e9e6df", wall: "#e6d9c8", wood: "#c79a6b" }),
  },
  {
    sku: "MUG-CREAM-01",
    title: "Fernhill Enamel Camping Mug, Cream with Steel Rim, 16 fl oz",
    category: "Home & Kitchen > Mugs",
    shots: () => mugShots({ enamel: "#ece0c8", rim: "#2a3138", speckles: "#8d7653", wall: "#b9c8c4", wood: "#8a6444" }),
    without: ["PT03"],
  },
  {
    sku: "KETTLE-SAGE-01",
    title: 'Marlow & Pine Gooseneck Pour-Over Kettle, Sage Green, Beech Grip, 1 Litre, "Slow Mornings" Edition',
    category: "Home & Kitchen > Kettles",
    shots: () => kettleShots({ enamel: "#8fa491", grip: "#b67f4f", wall: "#efe7da", wood: "#b98a5e" }),
  },
  {
    sku: "KETTLE-BLACK-01",
    title: "Marlow & Pine Gooseneck Pour-Over Kettle, Matt Black, Walnut Grip, 1 Litre",
    category: "Home & Kitchen > Kettles",
    shots: () => kettleShots({ enamel: "#3c3f45", grip: "#7a4d2e", wall: "#d8d5cf", wood: "#a97c50" }),
    without: ["PT02"],
  },
  {
    sku: "BOARD-OAK-L",
    title: "Oakley Paddle Cutting Board with Juice Groove and Hanging Cord, Oak, Large",
    category: "Home & Kitchen > Cutting Boards",
    shots: () => boardShots({ wood: "#c8965f", cord: "#e4d9c4" }),
  },
  {
    sku: "BOARD-WALNUT-L",
    title: "Oakley Paddle Cutting Board with Juice Groove and Hanging Cord, Walnut, Large",
    category: "Home & Kitchen > Cutting Boards",
    shots: () => boardShots({ wood: "#7d5236", cord: "#cfc2a8" }),
    without: ["PT01", "PT03"],
  },
  {
    sku: "BOTTLE-FOREST-750",
    title:
      "Trailmate Insulated Stainless Steel Water Bottle with Loop Lid, Forest Green, 25 oz, Keeps Drinks Cold 24 Hours and Hot 12 Hours, Leakproof, BPA Free, for Hiking, Gym and Office",
    category: "Sports & Outdoors > Water Bottles",
    shots: () => bottleShots({ coat: "#2f5d50", lid: "#23272b" }),
  },
  {
    sku: "BOTTLE-CORAL-750",
    title: "Trailmate Insulated Stainless Steel Water Bottle with Loop Lid, Coral, 25 oz",
    category: "Sports & Outdoors > Water Bottles",
    shots: () => bottleShots({ coat: "#dd7560", lid: "#4a3d38" }),
  },
];
