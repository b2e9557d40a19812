import { bareName, type Meaning } from "#lib/import/column-names.ts";

/** A tool's export: header names that it always has, and the meaning of columns whose names mislead. */
type Format = { name: string; signature: readonly string[]; columns?: Record<string, Meaning> };

const photos: Meaning = { photos: "all", number: null };

/** The first whose signature matches wins. */
const FORMATS: readonly Format[] = [
  { name: "Amazon listing template", signature: ["contributionsku"] },
  { name: "Amazon listing template", signature: ["itemsku", "itemname"] },
  {
    name: "Amazon Business Report",
    signature: ["parentasin", "childasin"],
  },
  {
    name: "Shopify product export",
    signature: ["handle", "variantsku"],
    columns: {
      variantsku: { field: "sku" },
      sku: { field: "sku" },
      type: { field: "category" },
      productcategory: null,
      imagesrc: photos,
      variantimage: null,
    },
  },
  {
    name: "Shopify product export",
    signature: ["urlhandle", "productimageurl"],
    columns: { productcategory: null, type: { field: "category" }, productimageurl: photos, variantimageurl: null },
  },
  {
    name: "WooCommerce product export",
    signature: ["sku", "images", "regularprice"],
    columns: { type: null, images: photos, categories: { field: "category" } },
  },
  {
    name: "Google Merchant Center feed",
    signature: ["id", "imagelink"],
    columns: { id: { field: "sku" }, googleproductcategory: null },
  },
  {
    name: "Helium 10 Xray",
    signature: ["asin", "productdetails"],
    columns: { productdetails: { field: "title" }, images: null },
  },
  { name: "Keepa export", signature: ["asin", "locale", "title"], columns: { categoriesroot: { field: "category" } } },
  { name: "Etsy listings export", signature: ["title", "image1", "sku"] },
  { name: "Amazon listings report", signature: ["asin1"] },
];

export function formatOf(header: readonly string[]): Format | null {
  const names = new Set(header.map(bareName));
  return FORMATS.find(({ signature }) => signature.every((name) => names.has(name))) ?? null;
}
