"use client";

import { ChevronLeft, ChevronRight, Download, Info } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { AmazonLink } from "#components/images/amazon-link.tsx";
import { fileName } from "#components/images/file-name.ts";
import { ExhibitFacts } from "#components/products/exhibit-facts.tsx";
import { ExhibitPictures } from "#components/products/exhibit-pictures.tsx";
import { type Exhibit, neighbour } from "#components/products/exhibits.ts";
import { DeleteVersion } from "#components/products/versions/delete-version.tsx";
import { UseVersion } from "#components/products/versions/use-version.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Product } from "#lib/schemas/product.ts";

type ExhibitDialogProps = {
  product: Product;
  exhibits: Exhibit[];
  /** null: the dialog is closed. */
  current: Exhibit | null;
  onShow: (id: string | null) => void;
};

const isResult = (exhibit: Exhibit): exhibit is Extract<Exhibit, { kind: "result" }> => exhibit.kind === "result";

function titleOf(exhibit: Exhibit): string {
  return isResult(exhibit)
    ? `${exhibit.image.imageTypeName ?? "Image"} · ${exhibit.variant}`
    : `Photo · ${exhibit.variant}`;
}

function DownloadLinks({ product, exhibit }: { product: Product; exhibit: Exhibit }) {
  const file = isResult(exhibit) ? exhibit.image : exhibit.source;
  if (!file.url) return null;
  return (
    <>
      {isResult(exhibit) && product.asin && <AmazonLink image={exhibit.image} asin={product.asin} />}
      <a href={file.url} download={fileName(product, exhibit.variant, file.mimeType)} className={buttonStyle({})}>
        <Download className="size-4" aria-hidden />
        Download<span className="max-sm:sr-only"> original</span>
      </a>
    </>
  );
}

export function ExhibitDialog({ product, exhibits, current, onShow }: ExhibitDialogProps) {
  const [facts, setFacts] = useState(false);
  if (!current) return null;
  const steps = { ArrowLeft: neighbour(exhibits, current, -1), ArrowRight: neighbour(exhibits, current, 1) };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const target = key === "ArrowLeft" || key === "ArrowRight" ? steps[key] : null;
    if (target) onShow(target.id);
  };
  const step = (label: string, target: Exhibit | null, Icon: typeof ChevronLeft) => (
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
          {isResult(current) && <DeleteVersion key={current.id} image={current.image} onDeleted={() => onShow(null)} />}
          {isResult(current) && <UseVersion image={current.image} contested={current.contested} />}
          <DownloadLinks product={product} exhibit={current} />
        </>
      }
    >
      <div className="flex flex-col gap-4 lg:flex-row">
        <div className="min-w-0 flex-1">
          <ExhibitPictures key={current.id} exhibit={current} title={product.title} />
        </div>
        {facts && <ExhibitFacts exhibit={current} />}
      </div>
    </Dialog>
  );
}
