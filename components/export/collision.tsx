"use client";

import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useTransition } from "react";
import { variantHref } from "#components/images/export-link.ts";
import { Button } from "#components/ui/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { Select } from "#components/ui/select.tsx";
import { imagePath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { useFocusAfter } from "#components/ui/use-focus-after.ts";
import { send } from "#lib/api-client.ts";
import { amazonFileName } from "#lib/schemas/amazon-rules.ts";
import type { ExportCollision } from "#lib/schemas/export.ts";
import type { generateImageResponseSchema, ImageChange } from "#lib/schemas/image.ts";
import { ALL_VARIANTS } from "#lib/schemas/variant-names.ts";

const VARIANT_OPTIONS = ALL_VARIANTS.map((value) => ({ value, label: value }));

type Change = { imageId: string; body: ImageChange; said: string };

function useChange() {
  const router = useRouter();
  const [isRefreshing, startTransition] = useTransition();
  const { run, busy } = useCommand(
    ({ imageId, body }: Change) =>
      send<typeof generateImageResponseSchema>(imagePath(imageId), body, { method: "PATCH" }),
    {
      success: (_answer, { said }) => said,
      failure: "Couldn't change the image.",
      onDone: () => startTransition(() => router.refresh()),
    },
  );
  return { busy: busy || isRefreshing, change: run };
}

type CandidateProps = {
  collision: ExportCollision;
  imageId: string;
  thumbnailUrl: string;
  which: string;
};

function Candidate({ collision: { asin, title, variant }, imageId, thumbnailUrl, which }: CandidateProps) {
  const { busy, change } = useChange();
  const item = useRef<HTMLLIElement>(null);
  useFocusAfter(item, "collisions");
  const tell = (body: ImageChange, said: string) => !busy && void change({ imageId, body, said });
  return (
    <li ref={item} className="space-y-2" aria-busy={busy}>
      <Picture src={thumbnailUrl} alt={which} className="w-full" />
      <Button
        size="sm"
        className="w-full"
        aria-disabled={busy}
        onClick={() => tell({ current: true }, `${amazonFileName(asin ?? title, variant)} selected.`)}
      >
        <Check className="size-4" aria-hidden />
        Use this one<span className="sr-only"> ({which})</span>
      </Button>
      <Select
        label={`Variant of ${which.toLowerCase()}`}
        hideLabel
        value={variant}
        onValueChange={(next) =>
          next !== variant && tell({ targetVariant: next }, `Image moved to ${amazonFileName(asin ?? title, next)}.`)
        }
        options={VARIANT_OPTIONS}
      />
    </li>
  );
}

export function Collision({ collision }: { collision: ExportCollision }) {
  const { title, asin, variant, productId, images } = collision;
  return (
    <li className="space-y-2 rounded-lg border bg-surface p-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="min-w-0 break-words font-medium">{title}</h3>
        <span className="font-mono text-muted text-xs">{amazonFileName(asin ?? title, variant)}</span>
        <Link href={variantHref({ productId, variant })} className="link ml-auto rounded">
          Compare<span className="sr-only"> the images of {title}</span>
        </Link>
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,10rem))] gap-3">
        {images.map(({ imageId, thumbnailUrl }, index) => (
          <Candidate key={imageId} {...{ collision, imageId, thumbnailUrl }} which={`Image ${index + 1} of ${title}`} />
        ))}
      </ul>
    </li>
  );
}
