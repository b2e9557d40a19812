import { idsOf } from "#components/review/decisions.ts";
import { shortName } from "#components/review/messages.ts";
import type { ProductCommand } from "#components/review/products/product-keys.ts";
import { approvedRow, couldNotPick, leftOut, ofCell } from "#components/review/products/product-messages.ts";
import {
  approvalOf,
  type Cell,
  chosenOf,
  needsPick,
  type Place,
  placeOf,
  type Row,
  SHOWN,
} from "#components/review/products/product-rows.ts";
import { allowedCommand } from "#components/review/review-keys.ts";
import { findTile, type Tile } from "#components/review/tiles.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import type { ReviewCommands } from "#components/review/use-review-commands.ts";
import { toast } from "#components/ui/toast.ts";
import type { Permission } from "#lib/schemas/permission.ts";

type Context = {
  rows: readonly Row[];
  tiles: readonly Tile[];
  actions: ReviewActions;
  /** About single images. */
  commands: ReviewCommands;
  can: (permission: Permission) => boolean;
  goTo: (place: Place) => void;
};

/** In place of the message about the last decision. */
const say = (text: string): void => {
  toast(text, { id: "decision", action: null });
};

function undo({ rows, tiles, actions, goTo }: Context) {
  const step = actions.undo();
  if (!step) return say("Nothing to undo.");
  const places = idsOf(step).flatMap((id) => placeOf(rows, tiles[findTile(tiles, id)]?.id ?? "") ?? []);
  const [first] = places;
  if (first && places.every(({ row }) => row === first.row)) goTo(first);
}

/** Stays where there is something to pick. */
function approveRow({ rows, actions, goTo }: Context, row: Row, at: Place) {
  const approval = approvalOf(row);
  const hint = leftOut(approval);
  if (approval.tiles.length > 0) {
    const images = approval.tiles.map(({ image }) => image);
    actions.decide(images, "approve", "", { names: approvedRow(row, images.length), hint: hint ?? undefined });
  } else say(hint ?? `Nothing to approve for “${shortName(row.title)}”.`);
  const open = row.cells.findIndex(needsPick);
  if (open >= 0) return goTo({ ...at, column: open });
  const next = rows[at.row + 1];
  if (!next) return;
  const toPick = next.cells.findIndex(needsPick);
  goTo({ row: at.row + 1, column: toPick >= 0 ? toPick : at.column });
}

function pick({ actions }: Context, row: Row, cell: Cell, number: number) {
  const { variant, tiles } = cell;
  const tile = tiles.slice(0, SHOWN)[number - 1];
  if (!tile) return say(couldNotPick(row, tiles.length, number));
  const name = ofCell(row, variant, tiles.length > 1 ? number : null);
  if (tiles.some(({ making }) => making)) return say(`${name} can be picked once its new version is made.`);
  if (chosenOf(cell) === tile) return say(`${name} is picked already.`);
  actions.pick(
    tiles.map(({ image }) => image),
    tile.image.id,
    name,
  );
}

function reject({ tiles, commands }: Context, row: Row, cell: Cell) {
  const about = cell.tiles.filter(({ image, making }) => !making && image.review.decision !== "reject");
  const last = about.at(-1);
  if (!last) return say(`Nothing to reject for ${ofCell(row, cell.variant, null)}.`);
  commands.ask({ kind: "reject", about, at: findTile(tiles, last.id) });
}

function regenerate({ tiles, commands }: Context, row: Row, cell: Cell) {
  const tile = chosenOf(cell) ?? (cell.tiles.length === 1 ? cell.tiles[0] : null);
  if (tile) return commands.run("regenerate", findTile(tiles, tile.id));
  const name = ofCell(row, cell.variant, null);
  say(cell.tiles.length > 0 ? `Pick an image for ${name} first.` : `No image to regenerate for ${name}.`);
}

export const runnerOf = (context: Context) => (command: ProductCommand, at: Place | null) => {
  if (command === "undo") return undo(context);
  const row = at && context.rows[at.row];
  const cell = at && row?.cells[at.column];
  if (!row || !cell) return;
  if (typeof command === "number") {
    if (context.can("version")) pick(context, row, cell, command);
    return;
  }
  if (!allowedCommand(command, context.can)) return;
  if (command === "approve") approveRow(context, row, at);
  else if (command === "reject") reject(context, row, cell);
  else regenerate(context, row, cell);
};
