"use client";

import { ChevronLeft, ChevronRight, Download, Info } from "lucide-react";
import { useState } from "react";
import { AmazonLink } from "#components/images/amazon-link.tsx";
import { fileName } from "#components/images/file-name.ts";
import { type GalleryPicture, neighbour } from "#components/products/gallery-pictures.ts";
import { PictureFacts } from "#components/products/picture-facts.tsx";
import { PicturePair } from "#components/products/picture-pair.tsx";
import { DeleteVersion } from "#components/products/versions/delete-version.tsx";
import { UseVersion } from "#components/products/versions/use-version.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Can } from "#components/ui/can.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Product } from "#lib/schemas/product.ts";

type PictureDialogProps = {
  product: Product;
  pictures: GalleryPicture[];
  /** null: the dialog is closed. */
  current: GalleryPicture | null;
  onShow: (id: string | null) => void;
};

const isResult = (picture: GalleryPicture): picture is Extract<GalleryPicture, { kind: "result" }> =>
  picture.kind === "result";

function titleOf(picture: GalleryPicture): string {
  return isResult(picture)
    ? `${picture.image.imageTypeName ?? "Image"} · ${picture.variant}`
    : `Photo · ${picture.variant}`;
}

function DownloadLinks({ product, picture }: { product: Product; picture: GalleryPicture }) {
  const file = isResult(picture) ? picture.image : picture.source;
  if (!file.url) return null;
  return (
    <>
      {isResult(picture) && product.asin && <AmazonLink image={picture.image} asin={product.asin} />}
      <a href={file.url} download={fileName(product, picture.variant, file.mimeType)} className={buttonStyle({})}>
        <Download className="size-4" aria-hidden />
        Download<span className="max-sm:sr-only"> original</span>
      </a>
    </>
  );
}

export function PictureDialog({ product, pictures, current, onShow }: PictureDialogProps) {
  const [facts, setFacts] = useState(false);
  if (!current) return null;
  const steps = { ArrowLeft: neighbour(pictures, current, -1), ArrowRight: neighbour(pictures, current, 1) };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const target = key === "ArrowLeft" || key === "ArrowRight" ? steps[key] : null;
    if (target) onShow(target.id);
  };
  const step = (label: string, target: GalleryPicture | null, Icon: typeof ChevronLeft) => (
    <Button aria-label={label} aria-disabled={!target} onClick={() => target && onShow(target.id)} className="w-9 px-0">
      <Icon className="size-4" aria-hidden />
    </Button>
  );
  return (
    <Dialog
      open
      size="xl"
      onOpenChange={(open) => !open && onShow(null)}
      onKeyDown={onKeyDown}
      title={titleOf(current)}
      description={product.title}
      footer={
        <>
          <div className="mr-auto flex gap-2">
            {step("Previous picture", steps.ArrowLeft, ChevronLeft)}
            {step("Next picture", steps.ArrowRight, ChevronRight)}
          </div>
          <Button aria-expanded={facts} onClick={() => setFacts(!facts)}>
            <Info className="size-4" aria-hidden />
            Facts
          </Button>
          {isResult(current) && (
            <>
              <Can do="delete">
                <DeleteVersion key={current.id} image={current.image} onDeleted={() => onShow(null)} />
              </Can>
              <Can do="version">
                <UseVersion image={current.image} contested={current.contested} />
              </Can>
            </>
          )}
          <DownloadLinks product={product} picture={current} />
        </>
      }
    >
      <div className="flex flex-col gap-4 lg:flex-row">
        <div className="min-w-0 flex-1">
          <PicturePair key={current.id} picture={current} title={product.title} />
        </div>
        {facts && <PictureFacts picture={current} />}
      </div>
    </Dialog>
  );
}
