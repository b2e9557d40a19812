"use client";

import { Columns3, ImagePlus, Images } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { type ReactNode, useState } from "react";
import { ADD_PHOTOS, AddPhotos } from "#components/products/edit/add-photos.tsx";
import type { Asked } from "#components/products/edit/photo-dialogs.tsx";
import { PhotoMenu } from "#components/products/edit/photo-menu.tsx";
import { exchangeOf, useMovePhotos } from "#components/products/edit/use-moves.ts";
import { usePhotoUpload } from "#components/products/edit/use-photo-upload.ts";
import { useProduct } from "#components/products/edit/use-product.ts";
import { GalleryView } from "#components/products/gallery/gallery-view.tsx";
import { picturesOf, variantsOf } from "#components/products/gallery-pictures.ts";
import { PictureDialog } from "#components/products/picture-dialog.tsx";
import { VariantColumns } from "#components/products/variant-columns.tsx";
import { Can } from "#components/ui/can.tsx";
import { DropHint } from "#components/ui/drop-hint.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { later, useLater } from "#components/ui/later.ts";
import { Link } from "#components/ui/link.tsx";
import { UploadResults } from "#components/ui/upload-results.tsx";
import { ViewSwitch } from "#components/ui/view-switch.tsx";
import type { Product } from "#lib/schemas/product.ts";

const photoDialogs = later(() =>
  import("#components/products/edit/photo-dialogs.tsx").then(({ PhotoDialogs }) => PhotoDialogs),
);

const VIEWS = [
  { value: null, label: "Photos and versions", icon: Columns3 },
  { value: "gallery", label: "Gallery", icon: Images },
] as const;

const DROP_WORDS = (
  <p className="text-muted text-xs max-lg:hidden">Or drop photos or a folder anywhere on this page, or paste them.</p>
);

function OpenedPicture({
  product,
  id,
  onShow,
}: {
  product: Product;
  id: string | null;
  onShow: (id: string | null) => void;
}) {
  const pictures = picturesOf(variantsOf(product));
  const current = pictures.find((picture) => picture.id === id) ?? null;
  return <PictureDialog {...{ product, pictures, current, onShow }} />;
}

export function ProductPhotos({ initial }: { initial: Product }) {
  const product = useProduct(initial);
  const photos = product.sourceImages;
  const { uploads, add, clear } = usePhotoUpload(product);
  const [view, setView] = useQueryState("view", parseAsStringLiteral(["gallery"]));
  const [openId, setOpenId] = useQueryState("image");
  const { move } = useMovePhotos(product);
  const [variant, setVariant] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const PhotoDialogs = useLater(photoDialogs, asked !== null);
  const empty = photos.length + product.generatedImages.length === 0;

  function addFiles(files: File[]) {
    if (files.length > 0) add(files, variant);
    setVariant(null);
  }
  function askForPhoto(forVariant: string) {
    setVariant(forVariant);
    document.getElementById(ADD_PHOTOS)?.click();
  }
  const addPhotos = <AddPhotos photos={photos} variant={variant} onVariant={setVariant} onFiles={addFiles} />;
  return (
    <section aria-label="Photos" className="space-y-4">
      {!empty && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <ViewSwitch views={VIEWS} view={view} onShow={(shown) => void setView(shown)} />
          {addPhotos}
          <Can do="catalog">{DROP_WORDS}</Can>
        </div>
      )}
      <UploadResults kind="photo" uploads={uploads} onClose={clear} />
      {empty && <NoPhotos asin={product.asin} action={addPhotos} />}
      {!empty && view === null && (
        <VariantColumns
          product={product}
          variants={variantsOf(product)}
          onOpen={(id) => void setOpenId(id)}
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
      {!empty && view === "gallery" && (
        <GalleryView product={product} onOpen={(id) => void setOpenId(id)} onAddPhoto={askForPhoto} />
      )}
      <OpenedPicture product={product} id={openId} onShow={(id) => void setOpenId(id)} />
      {asked && PhotoDialogs && (
        <PhotoDialogs asked={asked} product={product} onMove={(to) => void move(to)} onClose={() => setAsked(null)} />
      )}
      <Can do="catalog">
        <DropHint text="Drop to add the photos" onFiles={addFiles} />
      </Can>
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
          <Can do="catalog">
            Add the main photo first, then the others: drop them anywhere on this page or choose them. A zip with photos
            named like {asin ?? "ASIN"}.MAIN.jpg can be{" "}
            <Link href="/import" className="link rounded">
              imported
            </Link>
            .
          </Can>
        }
        action={action}
      />
    </div>
  );
}
