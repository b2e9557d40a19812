"use client";

import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { namesOf } from "#components/review/messages.ts";
import type { Question, ReviewCommands } from "#components/review/use-review-commands.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { MAX_NOTE_LENGTH } from "#lib/schemas/limits.ts";

type NoteFormProps = {
  label: string;
  hint: string;
  required?: boolean;
  submit: string;
  onSubmit: (note: string) => void;
  onCancel: () => void;
  children?: ReactNode;
};

function NoteForm({ label, hint, required = false, submit, onSubmit, onCancel, children }: NoteFormProps) {
  const [error, setError] = useState<string | null>(null);
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note") ?? "").trim();
    if (required && note === "") setError("Describe what should change.");
    else onSubmit(note);
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    (event.target as HTMLTextAreaElement).form?.requestSubmit();
  }
  return (
    <form onSubmit={send} className="space-y-4">
      <Field label={label} hint={hint} error={error}>
        <Textarea name="note" rows={3} maxLength={MAX_NOTE_LENGTH} onKeyDown={onKeyDown} />
      </Field>
      {children}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary">
          {submit}
        </Button>
      </div>
    </form>
  );
}

const ORIGINS = [
  { value: "source", label: "From the source photo", hint: "start again" },
  { value: "result", label: "From this image", hint: "keep most of it" },
] as const;

/** From so many versions on another one of the image itself looks less and less like the product. */
const DRIFTING_VERSIONS = 3;

type RegenerateFormProps = {
  /** Of the image that has most. */
  versions: number;
  onRegenerate: ReviewCommands["regenerate"];
  onCancel: () => void;
};

function RegenerateForm({ versions, onRegenerate, onCancel }: RegenerateFormProps) {
  const [from, setFrom] = useState<"source" | "result">("source");
  return (
    <NoteForm
      required
      label="What should change?"
      hint="Enter to send, Shift+Enter for a new line. The current image is kept as an earlier version."
      submit="Regenerate"
      onSubmit={(note) => onRegenerate(note, from)}
      onCancel={onCancel}
    >
      <fieldset className="space-y-1">
        <legend className="mb-1 font-medium">Start from</legend>
        {ORIGINS.map(({ value, label, hint }) => (
          <label key={value} className="flex min-h-6 cursor-pointer items-center gap-2">
            <input
              type="radio"
              name="from"
              checked={from === value}
              onChange={() => setFrom(value)}
              className="size-4 accent-accent"
            />
            {label} <span className="text-muted">({hint})</span>
          </label>
        ))}
      </fieldset>
      <p role="status" className="text-warn">
        {from === "result" &&
          versions >= DRIFTING_VERSIONS &&
          "Each version of a version looks less like the product. Start from the source photo instead."}
      </p>
    </NoteForm>
  );
}

const TITLES: Record<Question["kind"], string> = {
  reject: "Reject",
  regenerate: "Regenerate",
  ask: "Ask to regenerate",
};

type NoteDialogsProps = {
  commands: ReviewCommands;
  /** What has the keyboard afterwards, where it isn't what had it before. */
  finalFocus?: (() => HTMLElement | null) | undefined;
};

export function NoteDialogs({
  commands: { question, ask, reject, regenerate, askAgain },
  finalFocus,
}: NoteDialogsProps) {
  if (!question) return null;
  const { kind, about } = question;
  const close = () => ask(null);
  const images = about.map(({ image }) => image);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={`${TITLES[kind]} ${namesOf(images)}`}
      finalFocus={finalFocus}
    >
      {kind === "ask" && (
        <NoteForm
          required
          label="What should change?"
          hint="Editors see your note in the list of requests. Enter to send, Shift+Enter for a new line."
          submit="Ask to regenerate"
          onSubmit={askAgain}
          onCancel={close}
        />
      )}
      {kind === "reject" && (
        <NoteForm
          label="Why? (optional)"
          hint="Enter to send, Shift+Enter for a new line. The note is kept with the decision."
          submit={about.length > 1 ? `Reject ${about.length} images` : "Reject"}
          onSubmit={reject}
          onCancel={close}
        />
      )}
      {kind === "regenerate" && (
        <RegenerateForm
          versions={Math.max(...images.map(({ versions }) => versions))}
          onRegenerate={regenerate}
          onCancel={close}
        />
      )}
    </Dialog>
  );
}
