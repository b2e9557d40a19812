"use client";

import { ArrowDown, ArrowRight, ArrowUp, ChevronRight, CircleAlert, Copy, Trash2 } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { lookOf, ShotFields, type ShotFieldsProps, usualFormat } from "#components/shots/shot-fields.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/count.ts";
import { stepOf } from "#components/ui/move-keys.ts";
import { targetLabel } from "#lib/schemas/variant-names.ts";

/** The button that opens a shot. */
export const shotButtonId = (key: number) => `shot-${key}`;

type ShotRowProps = ShotFieldsProps & {
  index: number;
  isLast: boolean;
  isOpen: boolean;
  onToggle: () => void;
  /** `control` keeps the focus. */
  onMove: (by: 1 | -1, control: HTMLElement) => void;
  /** There is no place for another shot. */
  isFull: boolean;
  onDuplicate: () => void;
  onRemove: () => void;
  details: ReactNode;
};

/** "1:1 · 2K · 3 candidates · with BACK" */
function detailsOf({ shot, options }: ShotRowProps): string {
  const imageType = options.imageTypes.find(({ id }) => id === shot.imageTypeId);
  const usual = usualFormat(shot, options);
  const parts = [
    imageType?.name,
    shot.aspectRatio ?? usual.aspectRatio,
    shot.imageSize ?? usual.imageSize,
    shot.candidates > 1 && plural(shot.candidates, "candidate"),
    lookOf(shot, options)?.name,
    shot.model,
    shot.alsoSend.trim() && `with ${shot.alsoSend.trim()}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function Summary(props: ShotRowProps & { name: string }) {
  const { shot, index, name, isOpen } = props;
  return (
    <>
      <ChevronRight className={cn("size-4 shrink-0 text-muted", isOpen && "rotate-90")} aria-hidden />
      <span className="w-5 shrink-0 text-right text-muted tabular-nums">{index + 1}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="flex min-w-0 items-center gap-1 overflow-hidden text-muted text-xs">
          <span className="shrink-0">{shot.variant}</span>
          <ArrowRight className="size-3 shrink-0" role="img" aria-label="to" />
          <span className="shrink-0">{targetLabel(shot.targetVariant)}</span>
          <span className="truncate">· {detailsOf(props)}</span>
        </span>
      </span>
    </>
  );
}

type MoveButtonProps = {
  label: string;
  /** At the end it stays focusable: the focus does not get lost on the way. */
  isAtEnd: boolean;
  onPress: (button: HTMLElement) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  children: ReactNode;
};

function MoveButton({ label, isAtEnd, onPress, onKeyDown, children }: MoveButtonProps) {
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={label}
      title={label}
      aria-disabled={isAtEnd}
      onClick={(event) => onPress(event.currentTarget)}
      onKeyDown={onKeyDown}
    >
      {children}
    </Button>
  );
}

type HeaderProps = ShotRowProps & { name: string; fieldsId: string };

function MoveButtons({
  name,
  index,
  isLast,
  onMove,
  moveByKey,
}: HeaderProps & { moveByKey: MoveButtonProps["onKeyDown"] }) {
  return (
    <>
      <MoveButton
        label={`Move ${name} up`}
        isAtEnd={index === 0}
        onPress={(button) => onMove(-1, button)}
        onKeyDown={moveByKey}
      >
        <ArrowUp className="size-4" aria-hidden />
      </MoveButton>
      <MoveButton
        label={`Move ${name} down`}
        isAtEnd={isLast}
        onPress={(button) => onMove(1, button)}
        onKeyDown={moveByKey}
      >
        <ArrowDown className="size-4" aria-hidden />
      </MoveButton>
    </>
  );
}

function Header(props: HeaderProps) {
  const { shot, name, isOpen, isFull, errors, fieldsId, onToggle, onMove, onDuplicate, onRemove } = props;
  function moveByKey(event: KeyboardEvent<HTMLElement>) {
    const step = stepOf(event, "column");
    if (!step) return;
    event.preventDefault();
    onMove(step, event.currentTarget);
  }
  return (
    <div className="flex flex-wrap items-center justify-end gap-1 p-1.5">
      <button
        id={shotButtonId(shot.key)}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? fieldsId : undefined}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onClick={onToggle}
        onKeyDown={moveByKey}
        className="flex min-w-0 flex-1 basis-48 items-center gap-2 rounded-md px-1.5 py-1 text-left hover:bg-hover"
      >
        <Summary {...props} />
        {errors.fields.length > 0 && (
          <Badge tone="bad" icon={<CircleAlert className="size-3.5" aria-hidden />}>
            <span className="max-sm:sr-only">Needs a fix</span>
          </Badge>
        )}
      </button>
      <span className="flex gap-1">
        <MoveButtons {...props} moveByKey={moveByKey} />
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Duplicate ${name}`}
          title={`Duplicate ${name}`}
          disabled={isFull}
          onClick={onDuplicate}
        >
          <Copy className="size-4" aria-hidden />
        </Button>
        <Button variant="ghost" size="sm" aria-label={`Remove ${name}`} title={`Remove ${name}`} onClick={onRemove}>
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </span>
    </div>
  );
}

export function ShotRow(props: ShotRowProps) {
  const { shot, index, isOpen, defaultName, options, errors, change, details } = props;
  const name = shot.name.trim() || defaultName;
  const fieldsId = `${shotButtonId(shot.key)}-fields`;
  return (
    <li className="rounded-lg border bg-surface">
      <Header {...props} name={name} fieldsId={fieldsId} />
      {details && <div className="px-3 pb-3 sm:px-4">{details}</div>}
      {isOpen && (
        <fieldset id={fieldsId} className="min-w-0 border-t p-3 sm:p-4">
          <legend className="sr-only">
            Shot {index + 1}: {name}
          </legend>
          <ShotFields {...{ shot, defaultName, options, errors, change }} />
        </fieldset>
      )}
    </li>
  );
}
