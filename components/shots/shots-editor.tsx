"use client";

import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { shotName } from "#components/shots/shot-name.ts";
import { ShotRow, shotButtonId } from "#components/shots/shot-row.tsx";
import type { ShotDraft, ShotsAction, ShotsDraft } from "#components/shots/shots-draft.ts";
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
  draft: ShotsDraft;
  options: ShotOptions;
  errors: FormErrors;
  open: ReadonlySet<number>;
  setOpen: (open: ReadonlySet<number>) => void;
  dispatch: (action: ShotsAction) => void;
  /** Shown with each shot, open or not. */
  detailsOf?: (shot: ShotDraft) => ReactNode;
  /** Further buttons. */
  children?: ReactNode;
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

  function duplicate(key: number) {
    flushSync(() => {
      dispatch({ type: "duplicateShot", key });
      setAnnounced(`Shot ${indexOf(key) + 1} duplicated.`);
    });
    focusOn(shotButtonId(nextKey));
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
  return { announced, add, move, duplicate, remove, toggle };
}

export const AddShot = ({ onAdd, disabled = false }: { onAdd: () => void; disabled?: boolean }) => (
  <Button id={ADD_ID} onClick={onAdd} disabled={disabled}>
    <Plus className="size-4" aria-hidden />
    Add shot
  </Button>
);

export function ShotsEditor(props: ShotsEditorProps) {
  const { draft, options, errors, open, dispatch, detailsOf, children } = props;
  const { shots } = draft;
  const { announced, add, move, duplicate, remove, toggle } = useShotCommands(props);
  const isFull = shots.length >= MAX_SHOTS;

  return (
    <>
      <ol className="space-y-2">
        {shots.map((shot, index) => (
          <ShotRow
            key={shot.key}
            {...{ shot, index, options, isFull }}
            defaultName={shotName({ ...shot, name: "" }, options)}
            errors={errorsOf(errors, index)}
            isLast={index === shots.length - 1}
            isOpen={open.has(shot.key)}
            change={(change) => dispatch({ type: "changeShot", key: shot.key, change })}
            onToggle={() => toggle(shot.key)}
            onMove={(by, control) => move(shot.key, by, control)}
            onDuplicate={() => duplicate(shot.key)}
            onRemove={() => remove(shot.key)}
            details={detailsOf?.(shot)}
          />
        ))}
      </ol>
      <FormAlert message={errorAt(errors, "shots")} />
      <div className="flex flex-wrap items-center gap-2">
        <AddShot onAdd={add} disabled={isFull} />
        {children}
        <span className="text-muted text-xs">
          {isFull ? `At most ${MAX_SHOTS} shots.` : `${plural(shots.length, "shot")} of ${MAX_SHOTS}`}
        </span>
      </div>
      <p role="status" className="sr-only">
        {announced}
      </p>
    </>
  );
}
