import "server-only";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_FOLDER } from "#lib/demo/demo-folder.ts";

export type SampleProduct = { asin: string; sku: string; title: string; category: string };

export const SAMPLE_PRODUCTS: readonly SampleProduct[] = [
  {
    asin: "B0SAMPLE01",
    sku: "MUG-NAVY-01",
    title: "Fernhill Enamel Camping Mug, Navy Blue with White Speckle, 16 fl oz",
    category: "Home & Kitchen > Mugs",
  },
  {
    asin: "B0SAMPLE02",
    sku: "CUSHION-SAND-45",
    title: "Harbour Linen Cushion Cover with Woven Stripe, Sand, 18 x 18 in",
    category: "Home & Kitchen > Cushions",
  },
  {
    asin: "B0SAMPLE03",
    sku: "TOTE-NATURAL-01",
    title: "Evermore Organic Cotton Canvas Tote Bag with Fern Print, Natural",
    category: "Clothing & Accessories > Tote Bags",
  },
  {
    asin: "B0SAMPLE04",
    sku: "MUG-CREAM-01",
    title: "Fernhill Enamel Camping Mug, Cream with Steel Rim, 16 fl oz",
    category: "Home & Kitchen > Mugs",
  },
  {
    asin: "B0SAMPLE05",
    sku: "CUSHION-SAGE-45",
    title: "Harbour Linen Cushion Cover with Woven Stripe, Sage, 18 x 18 in",
    category: "Home & Kitchen > Cushions",
  },
  {
    asin: "B0SAMPLE06",
    sku: "TOTE-INDIGO-01",
    title: "Evermore Organic Cotton Canvas Tote Bag with Fern Print, Indigo",
    category: "Clothing & Accessories > Tote Bags",
  },
  {
    asin: "B0SAMPLE07",
    sku: "KETTLE-SAGE-01",
    title: 'Marlow & Pine Gooseneck Pour-Over Kettle, Sage Green, Beech Grip, 1 Litre, "Slow Mornings" Edition',
    category: "Home & Kitchen > Kettles",
  },
  {
    asin: "B0SAMPLE08",
    sku: "LAMP-TERRA-01",
    title: "Solene Ceramic Table Lamp with Linen Shade, Terracotta, 20 in",
    category: "Lighting > Table Lamps",
  },
  {
    asin: "B0SAMPLE09",
    sku: "BACKPACK-OLIVE-20",
    title: "Wayfarer Waxed Canvas Flap Backpack with Leather Straps, Olive, 20 Litre",
    category: "Luggage > Backpacks",
  },
  {
    asin: "B0SAMPLE10",
    sku: "KETTLE-BLACK-01",
    title: "Marlow & Pine Gooseneck Pour-Over Kettle, Matt Black, Walnut Grip, 1 Litre",
    category: "Home & Kitchen > Kettles",
  },
  {
    asin: "B0SAMPLE11",
    sku: "LAMP-TEAL-01",
    title: "Solene Ceramic Table Lamp with Linen Shade, Deep Teal, 20 in",
    category: "Lighting > Table Lamps",
  },
  {
    asin: "B0SAMPLE12",
    sku: "BACKPACK-MUSTARD-20",
    title:
      "Wayfarer Waxed Canvas Flap Backpack with Leather Straps and Padded 15.6 in Laptop Sleeve, Mustard, 20 Litre, Water-Resistant Daypack for Work, School and Weekend Travel",
    category: "Luggage > Backpacks",
  },
  {
    asin: "B0SAMPLE13",
    sku: "BOARD-OAK-L",
    title: "Oakley Paddle Cutting Board with Juice Groove and Hanging Cord, Oak, Large",
    category: "Home & Kitchen > Cutting Boards",
  },
  {
    asin: "B0SAMPLE14",
    sku: "CANDLE-AMBER-220",
    title: "Wick & Willow Scented Soy Candle in Amber Glass with Wooden Lid, Sandalwood and Fig, 8 oz",
    category: "Home & Kitchen > Candles",
  },
  {
    asin: "B0SAMPLE15",
    sku: "NOTEBOOK-OCHRE-A5",
    title: "Inkwell Hardcover Ruled Notebook with Elastic Band, Ochre, A5, 192 Pages",
    category: "Office Products > Notebooks",
  },
  {
    asin: "B0SAMPLE16",
    sku: "BOARD-WALNUT-L",
    title: "Oakley Paddle Cutting Board with Juice Groove and Hanging Cord, Walnut, Large",
    category: "Home & Kitchen > Cutting Boards",
  },
  {
    asin: "B0SAMPLE17",
    sku: "CANDLE-ROSE-220",
    title: "Wick & Willow Scented Soy Candle in Rose Glass with Wooden Lid, Peony, 8 oz",
    category: "Home & Kitchen > Candles",
  },
  {
    asin: "B0SAMPLE18",
    sku: "NOTEBOOK-INK-A5",
    title: "Inkwell Hardcover Ruled Notebook with Elastic Band, Ink Blue, A5, 192 Pages",
    category: "Office Products > Notebooks",
  },
  {
    asin: "B0SAMPLE19",
    sku: "BOTTLE-FOREST-750",
    title:
      "Trailmate Insulated Stainless Steel Water Bottle with Loop Lid, Forest Green, 25 oz, Keeps Drinks Cold 24 Hours and Hot 12 Hours, Leakproof, BPA Free, for Hiking, Gym and Office",
    category: "Sports & Outdoors > Water Bottles",
  },
  {
    asin: "B0SAMPLE20",
    sku: "PLANTER-IVORY-25",
    title: "Grove Stoneware Planter with Ash Wood Stand, Speckled Ivory, 10 in",
    category: "Patio, Lawn & Garden > Planters",
  },
  {
    asin: "B0SAMPLE21",
    sku: "TOWEL-COAST-3",
    title: "Linden Cotton Bath Towel Set of 3, Coast (Teal, Ivory, Clay)",
    category: "Home & Kitchen > Bath Towels",
  },
  {
    asin: "B0SAMPLE22",
    sku: "BOTTLE-CORAL-750",
    title: "Trailmate Insulated Stainless Steel Water Bottle with Loop Lid, Coral, 25 oz",
    category: "Sports & Outdoors > Water Bottles",
  },
  {
    asin: "B0SAMPLE23",
    sku: "PLANTER-CLAY-25",
    title: "Grove Stoneware Planter with Walnut Stand, Clay, 10 in",
    category: "Patio, Lawn & Garden > Planters",
  },
  {
    asin: "B0SAMPLE24",
    sku: "TOWEL-DUSK-3",
    title: "Linden Cotton Bath Towel Set of 3, Dusk (Plum, Rose, Slate)",
    category: "Home & Kitchen > Bath Towels",
  },
];

const FOLDER = join(DEMO_FOLDER, "sample-catalog");

export async function listSamplePictures(): Promise<{ asin: string; variant: string; file: string }[]> {
  return (await readdir(FOLDER)).sort().map((file) => {
    const [asin = "", variant = ""] = file.split(".");
    return { asin, variant, file };
  });
}

export const readSamplePicture = (file: string): Promise<Buffer> => readFile(join(FOLDER, file));
