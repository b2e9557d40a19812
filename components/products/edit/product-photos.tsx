"use client";

import { ImagePlus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { AddPhotos } from "#components/products/edit/add-photos.tsx";
import { DropHint } from "#components/products/edit/drop-hint.tsx";
import { type Asked, PhotoDialogs } from "#components/products/edit/photo-dialogs.tsx";
import { PhotoMenu } from "#components/products/edit/photo-menu.tsx";
import { UploadResults } from "#components/products/edit/upload-results.tsx";
import { exchangeOf, useMovePhotos } from "#components/products/edit/use-move-photos.ts";
import { usePhotoUpload } from "#components/products/edit/use-photo-upload.ts";
import { useProduct } from "#components/products/edit/use-product.ts";
import { ProductGallery } from "#components/products/product-gallery.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Product } from "#lib/schemas/product.ts";

export function ProductPhotos({ initial }: { initial: Product }) {
  const product = useProduct(initial);
  const photos = product.sourceImages;
  const { uploads, add, clear } = usePhotoUpload(product);
  const move = useMovePhotos(product);
  const [variant, setVariant] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const empty = photos.length + product.generatedImages.length === 0;

  function addFiles(files: File[]) {
    if (files.length > 0) add(files, variant);
    setVariant(null);
  }
  const addPhotos = <AddPhotos photos={photos} variant={variant} onVariant={setVariant} onFiles={addFiles} />;
  return (
    <section aria-label="Photos" className="space-y-4">
      {!empty && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {addPhotos}
          <p className="text-muted text-xs max-sm:hidden">
            Or drop photos or a folder anywhere on this page, or paste them.
          </p>
        </div>
      )}
      <UploadResults uploads={uploads} onClose={clear} />
      {empty ? (
        <NoPhotos asin={product.asin} action={addPhotos} />
      ) : (
        <ProductGallery
          product={product}
          menuOf={(photo) => (
            <PhotoMenu
              photo={photo}
              photos={photos}
              onAsk={(question) => setAsked({ question, photo })}
              onExchange={(other) => void move(exchangeOf(photo, other, photos))}
            />
          )}
        />
      )}
      {asked && <PhotoDialogs asked={asked} product={product} onMove={move} onClose={() => setAsked(null)} />}
      <DropHint onFiles={addFiles} />
    </section>
  );
}

function NoPhotos({ asin, action }: { asin: string | null; action: ReactNode }) {
  return (
    <div className="rounded-lg border border-control border-dashed bg-surface">
      <EmptyState
        icon={<ImagePlus className="size-6" aria-hidden />}
        title="No photos of this product yet"
        text={
          <>
            Add the main photo first, then the others: drop them anywhere on this page or choose them. A zip with photos
            named like {asin ?? "ASIN"}.MAIN.jpg can be{" "}
            <Link href="/import" className="link rounded">
              imported
            </Link>
            .
          </>
        }
        action={action}
      />
    </div>
  );
}
