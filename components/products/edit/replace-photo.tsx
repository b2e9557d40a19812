"use client";

import { type FormEvent, useEffect, useState } from "react";
import { useSWRConfig } from "swr";
import { PICTURES } from "#components/products/edit/add-photos.tsx";
import { productPath } from "#components/products/edit/use-product.ts";
import { photoName, replaceConsequences } from "#components/products/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { tellDeleted } from "#components/ui/tell-deleted.ts";
import { useFileDrop } from "#components/ui/use-file-drop.ts";
import { ApiError, remove, upload } from "#lib/api-client.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";

type ReplacePhotoProps = {
  photo: SourceImage;
  product: Product;
  onReplaced: (photo: SourceImage) => Promise<unknown>;
  onClose: () => void;
  finalFocus: () => HTMLElement | null;
};

/** An object URL for a local file, revoked afterwards. */
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
    <label
      className={buttonStyle(
        { variant: file ? "secondary" : "primary" },
        "cursor-pointer focus-within:outline-2 focus-within:outline-accent-text focus-within:outline-offset-2",
      )}
    >
      {file ? "Choose another" : "Choose the new photo"}
      <input
        type="file"
        accept={PICTURES}
        className="sr-only"
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) onFile(chosen);
        }}
      />
    </label>
  );
}

export function ReplacePhoto({ photo, product, onReplaced, onClose, finalFocus }: ReplacePhotoProps) {
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const fileUrl = useFileUrl(file);
  const { mutate } = useSWRConfig();
  useFileDrop(([dropped]) => dropped && setFile(dropped.file));
  const name = photoName(photo, product.sourceImages);

  /** Deletes the new photo, which restores the old one. A photo that a job already uses is kept next to it. */
  async function revert({ id }: SourceImage) {
    await remove(`/api/source-images/${id}`).catch(() => undefined);
    await mutate(productPath(product.id));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!file || busy) return;
    setBusy(true);
    try {
      const path = `/api/source-images/${photo.id}`;
      const form = new FormData();
      form.set("file", file);
      const { sourceImage } = await upload(path, sourceImageAnswerSchema, form, { method: "PUT" });
      await onReplaced(sourceImage);
      tellDeleted(`Replaced the ${name}.`, photo.id, () => void revert(sourceImage));
      onClose();
    } catch (error) {
      setProblem(`Couldn't replace the photo. ${error instanceof ApiError ? error.message : "Reload and try again."}`);
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Replace the ${name}`}
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
