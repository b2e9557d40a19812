import type { ReactNode } from "react";
import { Tile } from "#components/products/image-tile.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Picture } from "#components/ui/picture.tsx";
import type { SourceImage } from "#lib/schemas/product.ts";

type SourceTileProps = {
  source: SourceImage;
  /** Is this the photo that a job would send? */
  used: boolean;
  /** The variant has several photos, so it matters which one is used. */
  several: boolean;
  onOpen: () => void;
  menu: ReactNode;
};

export function SourceTile({
  source: { id, variant, width, height, thumbnailUrl },
  used,
  several,
  onOpen,
  menu,
}: SourceTileProps) {
  return (
    <Tile
      id={id}
      label={`${variant} photo`}
      onOpen={onOpen}
      menu={menu}
      picture={<Picture src={thumbnailUrl} alt="" />}
      caption={
        <>
          <span>
            {width} × {height}
          </span>
          {used && several && (
            <Badge tone="accent" title="The largest photo of a variant is sent to the model.">
              used
            </Badge>
          )}
        </>
      }
    />
  );
}
