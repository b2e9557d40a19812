"use client";

import { type FormEvent, useEffect, useState } from "react";
import { useSWRConfig } from "swr";
import { photoName, replaceConsequences } from "#components/products/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { useCan } from "#components/ui/can.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { PictureFileButton } from "#components/ui/picture-file-button.tsx";
import { restoring } from "#components/ui/restore-deleted.ts";
import { deletedPhotosPath, productPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { useFileDrop } from "#components/ui/use-file-drop.ts";
import { remove, upload } from "#lib/api-client.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import type { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";

type ReplacePhotoProps = {
  photo: SourceImage;
  product: Product;
  onReplaced: (photo: SourceImage) => Promise<unknown>;
  onClose: () => void;
  finalFocus: () => HTMLElement | null;
};

const photoPath = ({ id }: SourceImage) => `/api/source-images/${id}`;

function useFileUrl(file: File | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return;
    const address = URL.createObjectURL(file);
    setUrl(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return url;
}

function Choice({ file, onFile }: { file: File | null; onFile: (file: File) => void }) {
  return (
    <PictureFileButton variant={file ? "secondary" : "primary"} onFiles={([chosen]) => chosen && onFile(chosen)}>
      {file ? "Choose another" : "Choose the new photo"}
    </PictureFileButton>
  );
}

async function replace(photo: SourceImage, file: File): Promise<SourceImage> {
  const form = new FormData();
  form.set("file", file);
  return (await upload<typeof sourceImageAnswerSchema>(photoPath(photo), form, { method: "PUT" })).sourceImage;
}

function useReplacePhoto({ photo, product, onReplaced, onClose }: ReplacePhotoProps) {
  const { mutate } = useSWRConfig();
  const mayRestore = useCan()("delete");
  const name = photoName(photo, product.sourceImages);

  /** Undo has restored the old photo. A new photo that a job already uses is kept next to it. */
  async function removeNew(added: SourceImage) {
    await remove(photoPath(added)).catch(() => undefined);
    await mutate(productPath(product.id));
  }
  return useCommand((file: File) => replace(photo, file), {
    success: `Replaced the ${name}.`,
    failure: "Couldn't replace the photo.",
    onFailure: "problem",
    invalidates: [deletedPhotosPath(product.id)],
    ...(mayRestore && { undo: (added: SourceImage) => restoring(photo.id, () => void removeNew(added)) }),
    async onDone(added) {
      await onReplaced(added);
      onClose();
    },
  });
}

export function ReplacePhoto(props: ReplacePhotoProps) {
  const { photo, product, onClose, finalFocus } = props;
  const [file, setFile] = useState<File | null>(null);
  const fileUrl = useFileUrl(file);
  const { run, busy, problem } = useReplacePhoto(props);
  useFileDrop(([dropped]) => dropped && setFile(dropped.file));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (file) void run(file);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Replace the ${photoName(photo, product.sourceImages)}`}
      description={replaceConsequences(photo, product)}
      finalFocus={finalFocus}
    >
      <form onSubmit={submit} className="space-y-4">
        <div className="grid grid-cols-2 gap-3">
          <Picture eager src={photo.thumbnailUrl} alt="Current photo" />
          <Picture eager src={fileUrl} alt="The new photo" />
        </div>
        {file && <p className="break-words text-muted">{file.name}</p>}
        <FormAlert message={problem} />
        <div className="flex flex-wrap justify-end gap-2">
          <div className="mr-auto">
            <Choice file={file} onFile={setFile} />
          </div>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={!file || busy}>
            {busy ? "Replacing…" : "Replace photo"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
