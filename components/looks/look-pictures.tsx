"use client";

import { ImagePlus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import { DeleteLookPicture } from "#components/looks/delete-look-picture.tsx";
import { LookPictureTile } from "#components/looks/look-picture-tile.tsx";
import { useLookPictures } from "#components/looks/use-look-pictures.ts";
import { Can, useCan } from "#components/ui/can.tsx";
import { plural } from "#components/ui/count.ts";
import { DropHint } from "#components/ui/drop-hint.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { useOwnKeys } from "#components/ui/page-keys.ts";
import { PictureFileButton } from "#components/ui/picture-file-button.tsx";
import { UploadResults } from "#components/ui/upload-results.tsx";
import { MAX_LOOK_PICTURES } from "#lib/schemas/limits.ts";
import type { Look, LookPicture } from "#lib/schemas/look.ts";

/** Id of the upload control: it gets the focus when the last picture is deleted. */
const ADD_PICTURES = "add-pictures";

const LOOK_KEYS = {
  title: "Pictures of a look",
  keys: [["Alt + ← →", "Move the picture of the focused button"]],
} as const;

function AddPictures({ number, onFiles }: { number: number; onFiles: (files: File[]) => void }) {
  return (
    <PictureFileButton
      id={ADD_PICTURES}
      multiple
      variant={number === 0 ? "primary" : "secondary"}
      disabled={number >= MAX_LOOK_PICTURES}
      onFiles={onFiles}
    >
      <ImagePlus className="size-4" aria-hidden />
      Add pictures
    </PictureFileButton>
  );
}

function NoPictures({ action }: { action: ReactNode }) {
  return (
    <div className="rounded-lg border border-control border-dashed">
      <EmptyState
        heading="h3"
        icon={<ImagePlus className="size-6" aria-hidden />}
        title="No pictures yet"
        text={`Add up to ${MAX_LOOK_PICTURES} pictures that show the style: drop them anywhere on this page, paste them or choose them.`}
        action={action}
      />
    </div>
  );
}

type PictureListProps = {
  pictures: LookPicture[];
  isLocked: boolean;
  move: (id: string, by: 1 | -1) => Promise<void>;
  onDelete: (picture: LookPicture) => void;
};

function PictureList({ pictures, isLocked, move, onDelete }: PictureListProps) {
  const [announced, setAnnounced] = useState("");

  function moveFrom(place: number, id: string, by: 1 | -1, control: HTMLElement) {
    flushSync(() => {
      void move(id, by);
      setAnnounced(`Moved to place ${place + by} of ${pictures.length}.`);
    });
    // A tile that is moved in the page loses the focus.
    control.focus();
  }
  return (
    <>
      <ol className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {pictures.map((picture, index) => (
          <LookPictureTile
            key={picture.id}
            picture={picture}
            place={index + 1}
            isLast={index === pictures.length - 1}
            isLocked={isLocked}
            onMove={(by, control) => moveFrom(index + 1, picture.id, by, control)}
            onDelete={() => onDelete(picture)}
          />
        ))}
      </ol>
      <p role="status" className="sr-only">
        {announced}
      </p>
    </>
  );
}

export function LookPictures({ look }: { look: Look }) {
  const { pictures, uploads, isAdding, add, clear, move, forget } = useLookPictures(look);
  const [asked, setAsked] = useState<LookPicture | null>(null);
  useOwnKeys(useCan()("prompt") ? LOOK_KEYS : null);

  function addFiles(files: File[]) {
    if (files.length > 0) add(files);
  }
  const addPictures = <AddPictures number={pictures.length} onFiles={addFiles} />;
  return (
    <section aria-labelledby="pictures" className="space-y-3">
      <div className="space-y-1">
        <h2 id="pictures" className="font-semibold">
          Pictures
        </h2>
        <p className="max-w-prose text-muted">
          Sent after the product's photos, in this order. Changes are saved at once.
        </p>
      </div>
      <UploadResults kind="picture" uploads={uploads} onClose={clear} />
      {pictures.length === 0 ? (
        <NoPictures action={addPictures} />
      ) : (
        <>
          <PictureList pictures={pictures} isLocked={isAdding} move={move} onDelete={setAsked} />
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            {addPictures}
            <p className="text-muted text-xs">
              {pictures.length < MAX_LOOK_PICTURES
                ? `${plural(pictures.length, "picture")} of ${MAX_LOOK_PICTURES}. You can also drop or paste them.`
                : `A look has at most ${MAX_LOOK_PICTURES} pictures.`}
            </p>
          </div>
        </>
      )}
      {asked && (
        <DeleteLookPicture
          picture={asked}
          pictures={pictures}
          look={look}
          focusWithout={ADD_PICTURES}
          onDeleted={() => forget(asked.id)}
          onClose={() => setAsked(null)}
        />
      )}
      <Can do="prompt">
        <DropHint text="Drop to add the pictures" onFiles={addFiles} />
      </Can>
    </section>
  );
}
