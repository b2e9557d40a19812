import { shortName, verdictSentence } from "#components/review/messages.ts";
import {
  type Cell,
  chosenOf,
  isApproved,
  isPicked,
  type Row,
  type RowApproval,
} from "#components/review/products/product-rows.ts";
import { MAKING_WORDS } from "#components/review/review-tile.tsx";
import type { Tile } from "#components/review/tiles.ts";
import { plural } from "#components/ui/count.ts";
import { once } from "#components/ui/once.ts";

/** “Kettle”, PT01, or “Kettle”, PT01, image 2. */
export const ofCell = ({ title }: Row, variant: string, number: number | null): string =>
  `“${shortName(title)}”, ${variant}${number === null ? "" : `, image ${number}`}`;

export const approvedRow = ({ title }: Row, images: number): string =>
  `${plural(images, "image")} of “${shortName(title)}”`;

const and = once(() => new Intl.ListFormat("en"));

/** Null where approving the row left nothing. */
export function leftOut({ unpicked, making }: RowApproval): string | null {
  const sentences = [
    ...(unpicked.length > 0 ? [`Pick an image for ${and().format(unpicked)} first.`] : []),
    ...(making.length > 0 ? [`${and().format(making)} can be approved once the new version is made.`] : []),
  ];
  return sentences.join(" ") || null;
}

export function couldNotPick(row: Row, images: number, number: number): string {
  const has = images === 0 ? "no image" : plural(images, "image");
  return `“${shortName(row.title)}” has ${has} for this variant, none with the number ${number}.`;
}

function stateOf({ image, making }: Tile): string {
  if (making) return MAKING_WORDS[making];
  if (image.review.decision === "none") return "Not reviewed";
  return image.review.decision === "approve" ? "Approved" : "Rejected";
}

const sentence = (tile: Tile) => `${stateOf(tile)}, ${verdictSentence(tile.image.verdict, tile.image.checks)}`;

/** What a screen reader says of a cell. */
export function cellLabel(cell: Cell): string {
  const { variant, tiles } = cell;
  const [first, ...others] = tiles;
  if (!first) return `${variant}: no image`;
  if (others.length === 0) return `${variant}: ${sentence(first)}`;
  const chosen = chosenOf(cell);
  const says = tiles.map((tile, index) => `${index + 1}${tile === chosen ? " picked" : ""}: ${sentence(tile)}`);
  return `${variant}: ${plural(tiles.length, "image")}${chosen ? "" : ", none picked"}. ${says.join(". ")}`;
}

/** `2 of 5 approved` */
export function rowState({ cells }: Row): string {
  const approved = cells.filter(({ tiles }) => tiles.some((tile) => isApproved(tile) && isPicked(tile))).length;
  return `${approved} of ${cells.length} approved`;
}

export const approveRows = (rows: number, images: number): string =>
  `Approve ${plural(rows, "row")} (${plural(images, "image")})`;
