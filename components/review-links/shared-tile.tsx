"use client";

import { Check, X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { MAX_NOTE_LENGTH } from "#lib/schemas/limits.ts";
import type { SharedImage } from "#lib/schemas/review-link.ts";

const WORDS = { approve: "Approved", reject: "Rejected", none: "Not reviewed" };

export type Choice = { decision: "approve" | "reject"; note: string };

type SharedTileProps = {
  image: SharedImage;
  isFirst: boolean;
  /** Null: to look at only. Returns what went wrong. */
  decide: ((choice: Choice) => Promise<string | null>) | null;
};

function Decide({ image, decide }: { image: SharedImage; decide: NonNullable<SharedTileProps["decide"]> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const name = `${image.productTitle}, ${image.targetVariant}`;
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const decision = submitter?.getAttribute("value") === "reject" ? "reject" : "approve";
    const note = String(new FormData(event.currentTarget).get("note") ?? "");
    setBusy(true);
    setProblem(await decide({ decision, note }));
    setBusy(false);
  }
  return (
    <form onSubmit={submit} className="space-y-2">
      <Field label={`Comment on ${name}`} hideLabel>
        <Textarea
          name="note"
          rows={2}
          maxLength={MAX_NOTE_LENGTH}
          placeholder="Comment"
          defaultValue={image.review.note ?? ""}
        />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" size="sm" value="approve" aria-label={`Approve ${name}`} aria-disabled={busy}>
          <Check className="size-4" aria-hidden />
          Approve
        </Button>
        <Button type="submit" size="sm" value="reject" aria-label={`Reject ${name}`} aria-disabled={busy}>
          <X className="size-4" aria-hidden />
          Reject
        </Button>
      </div>
      <FormAlert message={problem} />
    </form>
  );
}

export function SharedTile({ image, isFirst, decide }: SharedTileProps) {
  const titleId = useId();
  const { productTitle, targetVariant, asin, review, width, height } = image;
  return (
    <li aria-labelledby={titleId} className="flex min-w-0 flex-col gap-2 rounded-lg border bg-surface p-3">
      <a href={image.url} target="_blank" rel="noreferrer" className="block rounded-md">
        <Picture src={image.thumbnailUrl} alt="" width={width} height={height} eager={isFirst} className="w-full" />
        <span className="sr-only">
          Open {productTitle}, {targetVariant} in full size
        </span>
      </a>
      <div className="min-w-0">
        <p id={titleId} className="break-words font-medium">
          {productTitle}
        </p>
        <p className="flex flex-wrap gap-x-2 text-muted text-xs">
          <span className="font-mono">{targetVariant}</span>
          {asin && <span className="font-mono">{asin}</span>}
        </p>
      </div>
      <p role="status" className="text-xs">
        <span
          className={
            review.decision === "approve" ? "text-good" : review.decision === "reject" ? "text-bad" : "text-muted"
          }
        >
          {WORDS[review.decision]}
        </span>
        {review.decision !== "none" && review.by && <span className="text-muted"> by {review.by}</span>}
      </p>
      {decide ? (
        <Decide image={image} decide={decide} />
      ) : (
        review.note && <p className="break-words text-muted">{review.note}</p>
      )}
    </li>
  );
}
