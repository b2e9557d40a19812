"use client";

import { ImageOff } from "lucide-react";
import { useState } from "react";
import { type Choice, SharedTile } from "#components/review-links/shared-tile.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Input } from "#components/ui/input.tsx";
import { reasonOf } from "#components/ui/reason-of.ts";
import { api, send } from "#lib/api-client.ts";
import type { SharedImages as Page, sharedImagesSchema } from "#lib/schemas/review-link.ts";

const FIRST_SEEN = 8;

type SharedImagesProps = { token: string; first: Page; mayDecide: boolean };

function NoImages() {
  return (
    <EmptyState
      icon={<ImageOff className="size-6" aria-hidden />}
      title="No images yet"
      text="They are still being made. Open this link again later."
    />
  );
}

/** The images that are loaded, and what adds to them or decides about them. */
function useShared(token: string, first: Page) {
  const [{ images, nextCursor }, setPage] = useState(first);

  async function decide(id: string, decision: Choice & { by: string }): Promise<void> {
    await send(`/api/r/${token}/images/${id}/review`, decision);
    const review = { ...decision, note: decision.note.trim() || null, at: null };
    setPage((page) => ({ ...page, images: page.images.map((each) => (each.id === id ? { ...each, review } : each)) }));
  }

  async function loadMore(): Promise<void> {
    const query = new URLSearchParams({ cursor: nextCursor ?? "" });
    const next = await api<typeof sharedImagesSchema>(`/api/r/${token}/images?${query}`);
    setPage((page) => ({ images: [...page.images, ...next.images], nextCursor: next.nextCursor }));
  }
  return { images, decide, loadMore: nextCursor === null ? null : loadMore };
}

export function SharedImages({ token, first, mayDecide }: SharedImagesProps) {
  const { images, decide, loadMore } = useShared(token, first);
  const [by, setBy] = useState("");
  const [needsName, setNeedsName] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const name = by.trim();

  function choose(id: string, choice: Choice): Promise<string | null> {
    setNeedsName(name === "");
    if (name === "") return Promise.resolve("Enter your name at the top first.");
    return decide(id, { ...choice, by: name }).then(() => null, reasonOf);
  }
  if (images.length === 0) return <NoImages />;
  return (
    <div className="space-y-6">
      {mayDecide && (
        <Field
          label="Your name"
          hint="Shown next to what you decide."
          error={needsName ? "Enter your name." : null}
          className="max-w-xs"
        >
          <Input value={by} onChange={(event) => setBy(event.target.value)} maxLength={60} autoComplete="name" />
        </Field>
      )}
      <ul aria-label="Images" className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-4">
        {images.map((image, index) => (
          <SharedTile
            key={image.id}
            image={image}
            isFirst={index < FIRST_SEEN}
            decide={mayDecide ? (choice) => choose(image.id, choice) : null}
          />
        ))}
      </ul>
      <FormAlert message={problem} />
      {loadMore && (
        <Button
          onClick={() =>
            loadMore().then(
              () => setProblem(null),
              (error: unknown) => setProblem(reasonOf(error)),
            )
          }
          className="mx-auto flex"
        >
          Show more
        </Button>
      )}
    </div>
  );
}
