import type { Field } from "#lib/schemas/import-fields.ts";
import { variantSchema } from "#lib/schemas/variant.ts";

/**
 * A field, the photos of one variant, photos in column order (`photos` from MAIN, `more photos` from PT01), or null.
 */
export type Meaning = { field: Field } | { variant: string } | { photos: "all" | "more"; number: number | null } | null;

const FIELD_WORDS: Record<Field, readonly string[]> = {
  sku: [
    ...["sellersku", "itemsku", "merchantsku", "contributionsku", "skuvendor", "variantsku", "articlenumber"],
    ...["artikelnummer", "händlersku", "haendlersku", "verkäufersku", "skuvendeur", "skudevendeur", "skudelvendedor"],
    ...["skuvendedor", "skuvenditore", "skudelvenditore", "skudoverkoper", "skuverkoper", "sprzedawcysku"],
    ...["出品者sku", "卖家sku", "賣家sku", "판매자sku"],
  ],
  asin: [
    "asin1",
    "childasin",
    "untergeordneteasin",
    "asinenfant",
    "asinsecundario",
    "asinfiglio",
    "子asin",
    "子商品asin",
  ],
  title: [
    ...[
      "itemname",
      "name",
      "productname",
      "producttitle",
      "listingtitle",
      "titel",
      "titre",
      "titolo",
      "título",
      "titulo",
    ],
    ...["artikelbezeichnung", "produktname", "nomproduit", "nomduproduit", "nomdelarticle", "nombredelproducto"],
    ...["nombreproducto", "nomeprodotto", "nomearticolo", "nomedellarticolo", "nomedelprodotto", "productnaam"],
    ...["商品名", "商品名称", "商品名稱", "タイトル", "标题", "標題", "상품명"],
  ],
  category: [
    ...["producttype", "itemtype", "feedproducttype", "kategorie", "catégorie", "categorie", "categoría", "categoria"],
    ...[
      "categories",
      "produkttyp",
      "productcategory",
      "商品タイプ",
      "カテゴリ",
      "商品类型",
      "类别",
      "類別",
      "카테고리",
    ],
  ],
  variant: ["slot", "imagevariant", "imageslot"],
  image: ["imagepath", "imagefile", "filename"],
  productId: [
    ...["productidvalue", "amzn1voltcaproductidvalue", "externalproductid", "produktid", "idproduit", "iddelproducto"],
    ...["idproducto", "idprodotto", "商品id"],
  ],
  productIdType: [
    ...["amzn1voltcaproductidtype", "externalproductidtype", "produktidtyp", "typeidproduit", "typedidproduit"],
    ...["tipodeidentificadordeproducto", "商品idタイプ", "商品编码类型"],
  ],
  handle: ["urlhandle"],
  position: ["imageposition"],
};

const PHOTO =
  "(?:product)?(?:image|images|img|picture|pictures|photo|photos|foto|fotos|bild|bilder|imagen|imagenes|immagine|画像|图片|圖片|이미지)";
const PLACE = "(?:url|urls|link|links|src|path|file|location|locator|medialocation|address|adresse)?";

const PHOTO_WORDS: [RegExp, (number: number | null) => Meaning][] = [
  [new RegExp(`^(?:main|primary)${PHOTO}${PLACE}$`), () => ({ variant: "MAIN" })],
  [new RegExp(`^swatch${PHOTO}${PLACE}$`), () => ({ variant: "SWCH" })],
  [
    new RegExp(`^(?:other|additional|extra|more)${PHOTO}${PLACE}0*(\\d{0,2})${PLACE}$`),
    (number) => ({ photos: "more", number }),
  ],
  [new RegExp(`^${PHOTO}${PLACE}0*(\\d{0,2})${PLACE}$`), (number) => ({ photos: "all", number })],
];

/** Longer than any known name with what Amazon's templates add. */
const MAX_NAME_LENGTH = 1_000;

/** Without invisible characters: direction marks, joiners, byte order marks. */
export const visible = (text: string) => text.replaceAll(/\p{Cf}/gu, "").trim();

/** For comparisons: without case, spaces and punctuation, and without what Amazon's templates add after `[` or `#`. */
export function bareName(name: string): string {
  const whole = visible(name.slice(0, MAX_NAME_LENGTH)).normalize("NFKC").toLowerCase();
  const stem = whole.split(/[[#]/)[0] || whole;
  return stem.replaceAll(/[^\p{L}\p{N}\p{M}]/gu, "");
}

export function fieldOf(name: string, fields: readonly Field[]): Field | null {
  const key = bareName(name);
  return fields.find((known) => known.toLowerCase() === key) ?? null;
}

export function meaningOfName(name: string, fields: readonly Field[]): Meaning {
  const key = bareName(name);
  if (key === "image") return { photos: "all", number: null };
  const field = fieldOf(name, fields) ?? fields.find((known) => FIELD_WORDS[known].includes(key));
  if (field) return { field };
  const variant = variantSchema.safeParse(visible(name));
  if (variant.success) return { variant: variant.data };
  for (const [pattern, meaning] of PHOTO_WORDS) {
    const match = pattern.exec(key);
    if (match) return meaning(match[1] ? Number(match[1]) : null);
  }
  return null;
}
