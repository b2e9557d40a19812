"use client";

import { Ellipsis } from "lucide-react";
import { photoName } from "#components/products/messages.ts";
import { useCan } from "#components/ui/can.tsx";
import { later } from "#components/ui/later.ts";
import { PopupButton } from "#components/ui/popup-button.tsx";
import type { SourceImage } from "#lib/schemas/product.ts";

export const photoMenuId = (photoId: string) => `photo-menu-${photoId}`;

export type PhotoQuestion = "replace" | "move" | "delete";

export type PhotoMenuProps = {
  photo: SourceImage;
  photos: readonly SourceImage[];
  onAsk: (question: PhotoQuestion) => void;
  /** Exchanges the photos of this variant and the other. */
  onExchange: (variant: string) => void;
};

const basePhotoMenu = later(() =>
  import("#components/products/edit/base-photo-menu.tsx").then(({ BasePhotoMenu }) => BasePhotoMenu),
);

export function PhotoMenu(props: PhotoMenuProps) {
  const { photo, photos } = props;
  if (!useCan()("catalog")) return null;
  return (
    <PopupButton
      kind="menu"
      popup={basePhotoMenu}
      given={props}
      id={photoMenuId(photo.id)}
      aria-label={`Change ${photoName(photo, photos)}`}
      className="absolute top-2 right-2 grid size-7 place-items-center rounded-md border border-control bg-raised text-ink transition-colors hover:bg-hover data-popup-open:bg-hover"
    >
      <Ellipsis className="size-4" aria-hidden />
    </PopupButton>
  );
}
