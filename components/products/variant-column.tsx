import type { ReactNode } from "react";
import type { VariantGroup } from "#components/products/gallery-pictures.ts";
import { ResultTile } from "#components/products/image-tile.tsx";
import { SourceTile } from "#components/products/source-tile.tsx";
import { GenerateOne } from "#components/products/versions/generate-one.tsx";
import { Can } from "#components/ui/can.tsx";
import { plural } from "#components/ui/count.ts";
import type { SourceImage } from "#lib/schemas/product.ts";

type VariantColumnProps = {
  product: { id: string; title: string };
  group: VariantGroup;
  onOpen: (id: string) => void;
  menuOf: (photo: SourceImage) => ReactNode;
};

export function VariantColumn({ product, group, onOpen, menuOf }: VariantColumnProps) {
  const { variant, sources, results, contested } = group;
  return (
    <section aria-labelledby={`variant-${variant}`} className="min-w-0 space-y-3 border-l px-3 first:border-l-0">
      <h2 id={`variant-${variant}`} className="flex items-baseline justify-between gap-2">
        <span className="font-semibold">{variant}</span>
        <span className="text-muted text-xs">{plural(results.length, "image")}</span>
      </h2>
      {sources.length > 0 ? (
        <ul aria-label={`Source images for ${variant}`} className="space-y-2">
          {sources.map((source, place) => (
            <SourceTile
              key={source.id}
              source={source}
              used={place === 0}
              several={sources.length > 1}
              onOpen={() => onOpen(source.id)}
              menu={menuOf(source)}
            />
          ))}
        </ul>
      ) : (
        <p className="text-muted text-xs">No photo for this variant.</p>
      )}
      {sources.length > 0 && (
        <Can do="spend">
          <GenerateOne product={product} variant={variant} />
        </Can>
      )}
      {results.length > 0 && (
        <ul aria-label={`Generated images for ${variant}`} className="space-y-2 border-t pt-3">
          {results.map((image) => (
            <ResultTile
              key={image.id}
              image={image}
              variant={variant}
              contested={contested}
              onOpen={() => onOpen(image.id)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
