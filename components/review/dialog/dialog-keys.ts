import type { ZoomCommand } from "#components/review/dialog/use-zoom.ts";
import { commandOf, type ReviewCommand } from "#components/review/review-keys.ts";
import { isTyping } from "#components/ui/page-keys.ts";

const ZOOMS: Partial<Record<string, ZoomCommand>> = {
  "+": "in",
  "=": "in",
  "-": "out",
  "0": "fit",
  "1": "actual",
};

const PANS: Partial<Record<string, ZoomCommand>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const STEPS: Partial<Record<string, -1 | 1>> = { ArrowLeft: -1, ArrowRight: 1 };

type DialogKeys = {
  onStep: (by: -1 | 1) => void;
  onZoom: (command: ZoomCommand) => void;
  onCommand: (command: ReviewCommand) => void;
};

export function dialogKeys({ onStep, onZoom, onCommand }: DialogKeys) {
  return (event: KeyboardEvent) => {
    const { target, key } = event;
    if (isTyping(target)) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const zoom = isPlain ? (event.shiftKey ? (PANS[key] ?? ZOOMS[key]) : ZOOMS[key]) : undefined;
    const step = isPlain && !event.shiftKey ? STEPS[key] : undefined;
    const command = commandOf(event);
    if (!zoom && !step && !command) return;
    event.preventDefault();
    if (zoom) onZoom(zoom);
    else if (step) onStep(step);
    else if (command) onCommand(command);
  };
}
