import { candleShots } from "#lib/demo/sample-catalog/candle.ts";
import { cushionShots } from "#lib/demo/sample-catalog/cushion.ts";
import { lampShots } from "#lib/demo/sample-catalog/lamp.ts";
import type { Listing } from "#lib/demo/sample-catalog/listing.ts";
import { planterShots } from "#lib/demo/sample-catalog/planter.ts";

/** What is drawn for the living room: cushions, lamps, candles, planters. */
export const LIVING: readonly Listing[] = [
  {
    sku: "CUSHION-SAND-45",
    title: "Harbour Linen Cushion Cover with Woven Stripe, Sand, 18 x 18 in",
    category: "Home & Kitchen > Cushions",
    shots: () => cushionShots({ linen: "#d8c3a0", trim: "#9c7a48", wall: "#dfe5e1", wood: "#b98a5e" }),
  },
  {
    sku: "CUSHION-SAGE-45",
    title: "Harbour Linen Cushion Cover with Woven Stripe, Sage, 18 x 18 in",
    category: "Home & Kitchen > Cushions",
    shots: () => cushionShots({ linen: "#a3b59d", trim: "#f1ead9", wall: "#ecdfd0", wood: "#a97c50" }),
    without: ["PT02", "PT03"],
  },
  {
    sku: "LAMP-TERRA-01",
    title: "Solene Ceramic Table Lamp with Linen Shade, Terracotta, 20 in",
    category: "Lighting > Table Lamps",
    shots: () => lampShots({ base: "#c46b48", fabric: "#efe5d2", wall: "#c9d3cf", wood: "#a97c50" }),
  },
  {
    sku: "LAMP-TEAL-01",
    title: "Solene Ceramic Table Lamp with Linen Shade, Deep Teal, 20 in",
    category: "Lighting > Table Lamps",
    shots: () => lampShots({ base: "#2f6f78", fabric: "#f1ece2", wall: "#e3d5c6", wood: "#8a6444" }),
  },
  {
    sku: "CANDLE-AMBER-220",
    title: "Wick & Willow Scented Soy Candle in Amber Glass with Wooden Lid, Sandalwood and Fig, 8 oz",
    category: "Home & Kitchen > Candles",
    shots: () => candleShots({ glass: "#a8551a", wax: "#f6e7c8", label: "#f7f1e4", wall: "#dccfc4", wood: "#a97c50" }),
  },
  {
    sku: "CANDLE-ROSE-220",
    title: "Wick & Willow Scented Soy Candle in Rose Glass with Wooden Lid, Peony, 8 oz",
    category: "Home & Kitchen > Candles",
    shots: () => candleShots({ glass: "#b0566a", wax: "#fbeee8", label: "#fdf8f3", wall: "#d3dad8", wood: "#b98a5e" }),
    without: ["PT01", "PT02"],
  },
  {
    sku: "PLANTER-IVORY-25",
    title: "Grove Stoneware Planter with Ash Wood Stand, Speckled Ivory, 10 in",
    category: "Patio, Lawn & Garden > Planters",
    shots: () => planterShots({ pot: "#f1ece3", leaf: "#3f7a4c", legs: "#b98a5e", wall: "#d9e2dc", wood: "#c79a6b" }),
  },
  {
    sku: "PLANTER-CLAY-25",
    title: "Grove Stoneware Planter with Walnut Stand, Clay, 10 in",
    category: "Patio, Lawn & Garden > Planters",
    shots: () => planterShots({ pot: "#c27a56", leaf: "#5c8a4a", legs: "#7a4d2e", wall: "#e9dfd0", wood: "#b98a5e" }),
    without: ["PT03"],
  },
];
