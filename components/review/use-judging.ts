"use client";

import { useState } from "react";
import { toast } from "sonner";
import { findPlace, type Place } from "#components/review/places.ts";
import type { Desk } from "#components/review/use-desk.ts";
import type { WallCommand } from "#components/review/wall-keys.ts";
import { MAKING_WORDS } from "#components/review/wall-tile.tsx";
import { shortName } from "#components/review/wall-words.ts";

/** What needs a few words first, about these places; `at` is the place of the keyboard, null for those ticked. */
export type Question = { kind: "reject" | "regenerate"; about: readonly Place[]; at: number | null };

type JudgingOptions = {
  places: readonly Place[];
  desk: Desk;
  goTo: (place: number) => void;
  onTick: (place: Place) => void;
  /** What was asked about those ticked is answered. */
  onAnswered: () => void;
};

/** Carries out what keys and buttons ask for, and moves to the next image. */
export function useJudging({ places, desk, goTo, onTick, onAnswered }: JudgingOptions) {
  const [question, setQuestion] = useState<Question | null>(null);

  const goNext = (at: number) => {
    if (at + 1 < places.length) goTo(at + 1);
  };

  function finish({ at }: Question) {
    setQuestion(null);
    if (at === null) onAnswered();
    else goNext(at);
  }

  function undo() {
    const step = desk.undo();
    if (!step) toast("Nothing to undo.", { id: "decision", action: null });
    const about = step && [
      ...step.changes.map(({ imageId }) => imageId),
      ...(step.remade ?? []).map(({ id }) => id),
      ...(step.placeId ? [step.placeId] : []),
    ];
    const back = about?.length === 1 ? findPlace(places, about[0] ?? null) : -1;
    if (back >= 0) goTo(back);
  }

  function run(command: WallCommand, at: number | null) {
    if (command === "undo") return undo();
    const place = at === null ? undefined : places[at];
    if (!place || at === null) return;
    if (command === "tick") return onTick(place);
    if (place.making) {
      toast(`“${shortName(place.image.productTitle)}” is ${MAKING_WORDS[place.making].toLowerCase()}.`);
      return;
    }
    if (command === "fix") void desk.fix([place]);
    else if (command === "approve") {
      desk.decide([place.image], "approve");
      goNext(at);
    } else setQuestion({ kind: command, about: [place], at });
  }

  return {
    run,
    question,
    ask: setQuestion,
    reject(note: string) {
      if (!question) return;
      desk.decide(
        question.about.map(({ image }) => image),
        "reject",
        note,
      );
      finish(question);
    },
    regenerate(note: string, from: "source" | "result") {
      if (!question) return;
      void desk.regenerate(question.about, { note, from });
      finish(question);
    },
  };
}
export type Judging = ReturnType<typeof useJudging>;
