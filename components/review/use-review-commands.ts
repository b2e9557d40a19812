"use client";

import { useState } from "react";
import { onlyIdOf } from "#components/review/decisions.ts";
import { shortName } from "#components/review/messages.ts";
import { type ReviewCommand, useAllowed } from "#components/review/review-keys.ts";
import { MAKING_WORDS } from "#components/review/review-tile.tsx";
import { findTile, type Tile } from "#components/review/tiles.ts";
import { useAskAgain } from "#components/review/use-ask-again.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { toast } from "#components/ui/toast.ts";

/** `at`: the tile of the keyboard, null for those selected. */
export type Question = { kind: "reject" | "regenerate" | "ask"; about: readonly Tile[]; at: number | null };

type CommandOptions = {
  tiles: readonly Tile[];
  actions: ReviewActions;
  goTo: (index: number) => void;
  onSelect: (tile: Tile) => void;
  onAnswered: () => void;
};

export function useReviewCommands({ tiles, actions, goTo, onSelect, onAnswered }: CommandOptions) {
  const [question, setQuestion] = useState<Question | null>(null);
  const allowed = useAllowed();
  const askAgain = useAskAgain();

  const goNext = (at: number) => {
    if (at + 1 < tiles.length) goTo(at + 1);
  };

  function undo() {
    const step = actions.undo();
    if (!step) toast("Nothing to undo.", { id: "decision", action: null });
    const back = step ? findTile(tiles, onlyIdOf(step)) : -1;
    if (back >= 0) goTo(back);
  }

  function run(given: ReviewCommand, at: number | null) {
    // Typed for the note that is asked for, before its field has the focus.
    if (question) return;
    const command = allowed(given);
    if (command === "undo") return undo();
    const tile = at === null ? undefined : tiles[at];
    if (!command || !tile || at === null) return;
    if (command === "select") return onSelect(tile);
    if (tile.making) {
      toast(`“${shortName(tile.image.productTitle)}” is ${MAKING_WORDS[tile.making].toLowerCase()}.`);
      return;
    }
    if (command === "fix") void actions.fix([tile]);
    else if (command === "approve") {
      actions.decide([tile.image], "approve");
      goNext(at);
    } else setQuestion({ kind: command, about: [tile], at });
  }

  function answer(send: (question: Question) => void) {
    if (!question) return;
    send(question);
    setQuestion(null);
    if (question.at === null) onAnswered();
    else goNext(question.at);
  }

  return {
    run,
    question,
    ask: setQuestion,
    reject: (note: string) =>
      answer(({ about }) => {
        const images = about.map(({ image }) => image);
        actions.decide(images, "reject", note);
      }),
    regenerate: (note: string, from: "source" | "result") =>
      answer(({ about }) => void actions.regenerate(about, { note, from })),
    /** Of one image: nothing asks about several. */
    askAgain: (note: string) => answer(({ about: [tile] }) => tile && void askAgain({ tile, note })),
  };
}
export type ReviewCommands = ReturnType<typeof useReviewCommands>;
