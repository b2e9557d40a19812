"use client";

import { useState } from "react";
import { deleteButtonId } from "#components/looks/look-picture-tile.tsx";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";
import { entryBeside } from "#components/ui/list-order.ts";
import { lookPath } from "#components/ui/swr-keys.ts";
import type { Look, LookPicture } from "#lib/schemas/look.ts";

type DeleteLookPictureProps = {
  picture: LookPicture;
  pictures: LookPicture[];
  look: Look;
  /** Id of the element that gets the focus when no picture is left. */
  focusWithout: string;
  onDeleted: () => void;
  onClose: () => void;
};

export function DeleteLookPicture({ picture, pictures, look, focusWithout, ...handlers }: DeleteLookPictureProps) {
  // What they were before the deletion.
  const [{ place, beside }] = useState(() => ({
    place: pictures.indexOf(picture) + 1,
    beside: entryBeside(pictures, picture.id),
  }));
  return (
    <DeleteDialog
      open
      {...handlers}
      title={`Delete picture ${place} of “${look.name}”?`}
      consequences={`The picture of ${picture.width} × ${picture.height} will be deleted. Images that were made with it are kept. This can't be undone.`}
      confirmLabel="Delete picture"
      path={`${lookPath(look.id)}/pictures/${picture.id}`}
      success={`Deleted picture ${place}.`}
      failure={`Couldn't delete picture ${place}.`}
      finalFocus={() =>
        document.getElementById(deleteButtonId(picture.id)) ??
        document.getElementById(beside ? deleteButtonId(beside.id) : focusWithout)
      }
    />
  );
}
