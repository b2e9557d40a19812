import type { ReactNode } from "react";
import type { GalleryPicture } from "#components/products/gallery-pictures.ts";
import { NoPicture } from "#components/products/image-tile.tsx";
import { Picture } from "#components/ui/picture.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

const box = "max-h-[62dvh] w-full";

function Side({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <figure className="min-w-0 flex-1 space-y-1">
      <figcaption className="text-muted text-xs">{caption}</figcaption>
      {children}
    </figure>
  );
}

function Failure({ image }: { image: GeneratedImage }) {
  return (
    <>
      <NoPicture image={image} className={box} />
      <div className="space-y-1 pt-1">
        {image.errorMessage && <p className="break-words">{image.errorMessage}</p>}
        <p className="text-muted">{outcomeOf(image.errorCode)?.advice}</p>
      </div>
    </>
  );
}

export function PicturePair({ picture, title }: { picture: GalleryPicture; title: string }) {
  const { source } = picture;
  const photo = source && (
    <Side caption="Photo">
      <Picture
        eager
        src={source.url}
        alt={`Photo of ${title}, ${picture.variant}`}
        width={source.width}
        height={source.height}
        className={box}
      />
    </Side>
  );
  if (picture.kind === "source") return photo;
  const { image } = picture;
  return (
    <div className="flex flex-col-reverse gap-4 sm:flex-row">
      {photo}
      <Side caption={image.model === "demo" ? "Image (demo)" : "Image"}>
        {image.status === "COMPLETED" ? (
          <Picture
            eager
            src={image.url}
            alt={`${image.imageTypeName ?? "Image"} of ${title}, ${picture.variant}`}
            width={image.width ?? 1}
            height={image.height ?? 1}
            className={box}
          />
        ) : (
          <Failure image={image} />
        )}
      </Side>
    </div>
  );
}
