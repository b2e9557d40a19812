"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { type ReactNode, useRef } from "react";
import { backdropStyle, onTop, popupStyle } from "#components/ui/base-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useFocusBack } from "#components/ui/use-focus-back.ts";

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question that names the object: "Delete the template “Lifestyle”?" */
  title: ReactNode;
  description: ReactNode;
  children?: ReactNode;
  confirmLabel: string;
  /** `danger` unless nothing is lost. */
  confirmVariant?: "danger" | "primary" | undefined;
  dismissLabel?: string | undefined;
  onConfirm: () => void;
  busy?: boolean | undefined;
  /** The element that gets the focus afterwards, if the button that opened the dialog may be gone. */
  finalFocus?: (() => HTMLElement | null) | undefined;
};

export function BaseConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  confirmLabel,
  confirmVariant = "danger",
  dismissLabel = "Cancel",
  onConfirm,
  busy = false,
  finalFocus,
}: ConfirmDialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  const lateFocus = useFocusBack(open, popup, finalFocus);
  return (
    <AlertDialog.Root open={open} onOpenChange={onTop(popup, onOpenChange)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropStyle} />
        <AlertDialog.Popup ref={popup} className={cn(popupStyle, "max-w-md")} finalFocus={lateFocus}>
          <div className="space-y-4 p-4">
            <div className="space-y-1">
              <AlertDialog.Title className="font-semibold text-base">{title}</AlertDialog.Title>
              <AlertDialog.Description className="text-muted">{description}</AlertDialog.Description>
            </div>
            {children}
          </div>
          <footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">
            <AlertDialog.Close render={<Button>{dismissLabel}</Button>} />
            <Button variant={confirmVariant} onClick={onConfirm} disabled={busy}>
              {confirmLabel}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
