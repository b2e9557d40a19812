"use client";

import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { flushSync } from "react-dom";
import { draftOfChoice } from "#components/bulk-generate/draft-of-choice.ts";
import { SaveShotList } from "#components/bulk-generate/save-shot-list.tsx";
import { ShotFit } from "#components/bulk-generate/shot-fit.tsx";
import { Continue } from "#components/bulk-generate/step.tsx";
import type { Plan, ShotsPlan } from "#components/bulk-generate/use-preview.ts";
import { UseShotList } from "#components/bulk-generate/use-shot-list.tsx";
import { VariantStep } from "#components/bulk-generate/variant-step.tsx";
import type { Choice, Shots, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import type { FilterOptions } from "#components/products/filters.tsx";
import type { MatchingSelection } from "#components/products/selection-rules.ts";
import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { shotButtonId } from "#components/shots/shot-row.tsx";
import {
  type ShotsAction,
  type ShotsDraft,
  shotsDraftOf,
  shotsOf,
  shotsReducer,
} from "#components/shots/shots-draft.ts";
import { AddShot, ShotsEditor } from "#components/shots/shots-editor.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { toast } from "#components/ui/toast.ts";
import type { ShotList } from "#lib/schemas/shot-list.ts";

type ShotsStepProps = {
  choice: Choice;
  shots: Shots | null;
  options: FilterOptions;
  shotOptions: ShotOptions;
  plan: Plan;
  shotsPlan: ShotsPlan;
  onNarrow: (selection: MatchingSelection) => void;
  dispatch: (action: WizardAction) => void;
};

type Open = ReadonlySet<number>;
const NONE: Open = new Set();

/** `show` opens the shot of `opened`, or none, and moves the focus to it or to the first. */
function useShots({ shots, shotOptions, dispatch }: ShotsStepProps) {
  const [open, setOpen] = useState(NONE);
  const onlyMissing = shots?.onlyMissing ?? false;
  const setDraft = (draft: ShotsDraft) =>
    dispatch({ type: "setShots", shots: draft.shots.length > 0 ? { draft, onlyMissing } : null });

  function show(draft: ShotsDraft, opened?: number) {
    flushSync(() => {
      setDraft(draft);
      setOpen(opened === undefined ? NONE : new Set([opened]));
    });
    document.getElementById(shotButtonId(opened ?? draft.shots[0]?.key ?? 0))?.focus();
  }

  function useList(list: ShotList) {
    show(shotsDraftOf(list.shots, shotOptions.templates));
    if (shots)
      toast(`“${list.name}” replaced ${plural(shots.draft.shots.length, "shot")}.`, {
        action: { label: "Undo", onClick: () => dispatch({ type: "setShots", shots }) },
      });
  }
  return { open, setOpen, setDraft, show, useList };
}

type RowsProps = ShotsStepProps & { shots: Shots; commands: ReturnType<typeof useShots> };

function Rows({ shots: { draft }, shotOptions, shotsPlan, dispatch, commands }: RowsProps) {
  const { open, setOpen, setDraft, useList } = commands;
  const fields = shotsPlan.error?.fields ?? [];
  return (
    <div className="space-y-3">
      <ShotsEditor
        {...{ draft, open, setOpen }}
        options={shotOptions}
        errors={{ summary: null, fields }}
        dispatch={(action: ShotsAction) => setDraft(shotsReducer(draft, action))}
        detailsOf={(shot) => <ShotFit shot={shot} plan={shotsPlan} />}
      >
        <UseShotList onChoose={useList} />
        <SaveShotList shots={shotsOf(draft)} />
      </ShotsEditor>
      <Continue to="review" disabled={fields.length > 0} dispatch={dispatch} />
    </div>
  );
}

/** One plain shot: its variant here, its prompt in the next step. */
function PlainShot(props: ShotsStepProps & { commands: ReturnType<typeof useShots> }) {
  const { choice, shotOptions, options, plan, onNarrow, dispatch, commands } = props;
  const plain = draftOfChoice(choice, shotOptions.templates);

  function add() {
    const imageTypeId = choice.imageTypeId ?? "";
    commands.show(shotsReducer(plain, { type: "addShot", imageTypeId }), plain.nextKey);
  }
  return (
    <VariantStep {...{ options, plan, onNarrow, dispatch }} variant={choice.variant}>
      <div className="flex flex-wrap items-center gap-2 border-t pt-4">
        <AddShot onAdd={add} />
        <UseShotList onChoose={commands.useList} />
        <SaveShotList shots={shotsOf(plain)} disabled={choice.variant === null} />
        <Button onClick={() => commands.show(plain, 0)}>
          <SlidersHorizontal className="size-4" aria-hidden />
          More options
        </Button>
        <p className="basis-full text-muted text-xs">
          Several shots make a gallery of each product in one job. More options: candidates, ratio, size, another
          variant, further photos.
        </p>
      </div>
    </VariantStep>
  );
}

export function ShotsStep(props: ShotsStepProps) {
  const commands = useShots(props);
  const { shots } = props;
  return shots ? <Rows {...props} shots={shots} commands={commands} /> : <PlainShot {...props} commands={commands} />;
}
