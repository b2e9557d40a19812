"use client";

import { Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { MOVES, stepOf } from "#components/ui/move-keys.ts";
import { Picture } from "#components/ui/picture.tsx";
import type { LookPicture } from "#lib/schemas/look.ts";

/** The button that asks whether to delete a picture. */
export const deleteButtonId = (pictureId: string) => `delete-${pictureId}`;

type LookPictureTileProps = {
  picture: LookPicture;
  /** From 1. */
  place: number;
  isLast: boolean;
  /** Pictures are being added: nothing is moved or deleted meanwhile. */
  isLocked: boolean;
  /** `control` keeps the focus. */
  onMove: (by: 1 | -1, control: HTMLElement) => void;
  onDelete: () => void;
};

export function LookPictureTile({ picture, place, isLast, isLocked, onMove, onDelete }: LookPictureTileProps) {
  const { id, thumbnailUrl, width, height } = picture;
  const canMove = (by: 1 | -1) => !isLocked && (by === 1 ? !isLast : place > 1);

  function moveByKey(event: KeyboardEvent<HTMLElement>) {
    const step = stepOf(event, "row");
    if (!step) return;
    // At the ends as well: the browser would go to another page.
    event.preventDefault();
    if (canMove(step) && event.target instanceof HTMLElement) onMove(step, event.target);
  }

  return (
    <li className="min-w-0" onKeyDown={moveByKey}>
      <Picture src={thumbnailUrl} alt={`Picture ${place}`} eager />
      <span className="mt-1 flex min-h-7 items-center gap-1">
        <span className="min-w-0 flex-1 truncate text-muted text-xs" title={`${width} × ${height}`}>
          <span className="font-semibold text-ink text-sm">{place}</span>
          <span className="ml-2 max-sm:hidden">
            {width} × {height}
          </span>
        </span>
        {MOVES.map(({ by, side, icon: Icon }) => (
          <Button
            key={side}
            variant="ghost"
            size="sm"
            className="w-7 px-0"
            aria-label={`Move picture ${place} ${side}`}
            title={`Move ${side}`}
            aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
            // At the end it stays focusable: the focus does not get lost on the way.
            aria-disabled={!canMove(by)}
            onClick={({ currentTarget }) => canMove(by) && onMove(by, currentTarget)}
          >
            <Icon className="size-4" aria-hidden />
          </Button>
        ))}
        <Button
          id={deleteButtonId(id)}
          variant="ghost"
          size="sm"
          className="w-7 px-0"
          aria-label={`Delete picture ${place}`}
          title="Delete"
          aria-disabled={isLocked}
          onClick={() => !isLocked && onDelete()}
        >
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </span>
    </li>
  );
}
