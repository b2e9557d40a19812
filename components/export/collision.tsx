"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { toast } from "sonner";
import { ALL_SLOTS } from "#components/products/edit/slot-rules.ts";
import { wallHref } from "#components/review/wall-params.ts";
import { Button } from "#components/ui/button.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { Select } from "#components/ui/select.tsx";
import { ApiError, send } from "#lib/api-client.ts";
import type { ExportCollision } from "#lib/schemas/export.ts";
import { generateImageResponseSchema, type ImageChange } from "#lib/schemas/image.ts";

const SLOTS = ALL_SLOTS.map((value) => ({ value, label: value }));

/** Changes an image and has the page worked out anew. */
function useChange() {
  const router = useRouter();
  const [isSending, setSending] = useState(false);
  const [isRefreshing, startTransition] = useTransition();
  async function change(imageId: string, body: ImageChange, said: string) {
    setSending(true);
    try {
      await send(`/api/images/${imageId}`, generateImageResponseSchema, body, { method: "PATCH" });
      toast.success(said);
      startTransition(() => router.refresh());
    } catch (error) {
      toast.error(error instanceof ApiError ? error.message : "The image was not changed.");
    } finally {
      setSending(false);
    }
  }
  return { busy: isSending || isRefreshing, change };
}

/** Several approved images that would be one file: one is chosen, or one is given another slot. */
export function Collision({ collision }: { collision: ExportCollision }) {
  const { title, asin, slot, productId, images } = collision;
  const { busy, change } = useChange();
  const file = `${asin}.${slot}.jpg`;
  return (
    <li className="space-y-2 rounded-lg border bg-surface p-3" aria-busy={busy}>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="min-w-0 break-words font-medium">{title}</h3>
        <span className="font-mono text-muted text-xs">{file}</span>
        <Link href={wallHref({ productId, slot, decision: "approve" })} className="link ml-auto rounded">
          Compare<span className="sr-only"> the images of {title}</span>
        </Link>
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,10rem))] gap-3">
        {images.map(({ imageId, thumbnailUrl }, index) => {
          const which = `Image ${index + 1} of ${title}`;
          return (
            <li key={imageId} className="space-y-2">
              <Picture src={thumbnailUrl} alt={which} className="w-full" />
              <Button
                size="sm"
                className="w-full"
                aria-disabled={busy}
                onClick={() => !busy && void change(imageId, { current: true }, `${file} is chosen.`)}
              >
                <Check className="size-4" aria-hidden />
                Use this one<span className="sr-only"> ({which})</span>
              </Button>
              <Select
                label={`Slot of ${which.toLowerCase()}`}
                hideLabel
                value={slot}
                disabled={busy}
                onValueChange={(next) =>
                  next !== slot && void change(imageId, { targetSlot: next }, `The image is ${asin}.${next}.jpg now.`)
                }
                options={SLOTS}
              />
            </li>
          );
        })}
      </ul>
    </li>
  );
}
