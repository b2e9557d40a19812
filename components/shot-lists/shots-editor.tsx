"use client";

import { Plus } from "lucide-react";
import { type Dispatch, useState } from "react";
import { flushSync } from "react-dom";
import type { ShotOptions } from "#components/shot-lists/shot-fields.tsx";
import type { DraftAction, ShotDraft, ShotListDraft } from "#components/shot-lists/shot-list-draft.ts";
import { ShotRow, shotButtonId } from "#components/shot-lists/shot-row.tsx";
import type { FieldErrors } from "#components/ui/api-errors.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt, type FormErrors } from "#components/ui/form-errors.ts";
import { MAX_SHOTS } from "#lib/schemas/limits.ts";

const ADD_ID = "add-shot";

function focusOn(id: string): void {
  document.getElementById(id)?.focus();
}

function nameOf({ templateId, imageTypeId }: ShotDraft, { templates, imageTypes }: ShotOptions): string {
  const template = templates.find(({ id }) => id === templateId);
  return (template ?? imageTypes.find(({ id }) => id === imageTypeId))?.name ?? "Shot";
}

/** Those of one shot. */
function errorsOf({ fields }: FormErrors, index: number): FieldErrors {
  const start = `shots.${index}.`;
  return {
    fields: fields.flatMap(({ path, message }) =>
      path.startsWith(start) ? [{ path: path.slice(start.length), message }] : [],
    ),
  };
}

type ShotsEditorProps = {
  draft: ShotListDraft;
  options: ShotOptions;
  errors: FormErrors;
  open: ReadonlySet<number>;
  setOpen: (open: ReadonlySet<number>) => void;
  dispatch: Dispatch<DraftAction>;
};

/** Each leaves the focus on a control that still exists. */
function useShotCommands({ draft: { shots, nextKey }, options, open, setOpen, dispatch }: ShotsEditorProps) {
  const [announced, setAnnounced] = useState("");
  const indexOf = (key: number) => shots.findIndex((shot) => shot.key === key);

  function add() {
    flushSync(() => {
      setOpen(new Set([...open, nextKey]));
      dispatch({ type: "addShot", imageTypeId: options.imageTypes[0]?.id ?? "" });
    });
    focusOn(shotButtonId(nextKey));
  }

  function move(key: number, by: 1 | -1, control: HTMLElement) {
    const to = indexOf(key) + by;
    if (!shots[to]) return;
    flushSync(() => {
      dispatch({ type: "moveShot", key, by });
      setAnnounced(`Moved to place ${to + 1} of ${shots.length}.`);
    });
    // A row that is moved in the page loses the focus.
    control.focus();
  }

  function remove(key: number) {
    const index = indexOf(key);
    const next = shots[index + 1] ?? shots[index - 1];
    flushSync(() => {
      dispatch({ type: "removeShot", key });
      setAnnounced(`Shot ${index + 1} removed.`);
    });
    focusOn(next ? shotButtonId(next.key) : ADD_ID);
  }

  function toggle(key: number) {
    setOpen(open.has(key) ? new Set([...open].filter((one) => one !== key)) : new Set([...open, key]));
  }
  return { announced, add, move, remove, toggle };
}

export function ShotsEditor(props: ShotsEditorProps) {
  const { draft, options, errors, open, dispatch } = props;
  const { shots } = draft;
  const { announced, add, move, remove, toggle } = useShotCommands(props);
  const isFull = shots.length >= MAX_SHOTS;

  return (
    <section aria-labelledby="shots" className="space-y-3">
      <div className="space-y-1">
        <h2 id="shots" className="font-semibold">
          Shots
        </h2>
        <p className="max-w-prose text-muted">
          One image of each product per shot, in this order: from the photo of one variant (Amazon image slot), for
          another or the same one. Alt + ↑ or ↓ moves a shot.
        </p>
      </div>
      <ol className="space-y-2">
        {shots.map((shot, index) => (
          <ShotRow
            key={shot.key}
            {...{ shot, index, options }}
            defaultName={nameOf(shot, options)}
            errors={errorsOf(errors, index)}
            isLast={index === shots.length - 1}
            isOpen={open.has(shot.key)}
            change={(change) => dispatch({ type: "changeShot", key: shot.key, change })}
            onToggle={() => toggle(shot.key)}
            onMove={(by, control) => move(shot.key, by, control)}
            onRemove={() => remove(shot.key)}
          />
        ))}
      </ol>
      <FormAlert message={errorAt(errors, "shots")} />
      <div className="flex flex-wrap items-center gap-3">
        <Button id={ADD_ID} onClick={add} disabled={isFull}>
          <Plus className="size-4" aria-hidden />
          Add a shot
        </Button>
        <span className="text-muted text-xs">
          {isFull ? `A list has at most ${MAX_SHOTS} shots.` : `${plural(shots.length, "shot")} of ${MAX_SHOTS}`}
        </span>
      </div>
      <p role="status" className="sr-only">
        {announced}
      </p>
    </section>
  );
}
