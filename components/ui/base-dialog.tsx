"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { cn } from "#components/ui/class-names.ts";
import { liftToasts } from "#components/ui/lift-toasts.ts";
import { useFocusBack } from "#components/ui/use-focus-back.ts";
import { topLayer, useKeys } from "#components/ui/use-keys.ts";

export const backdropStyle =
  "fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";
export const popupStyle =
  "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-y-auto rounded-lg border bg-raised outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** `full`: the whole window, without padding, closed by Esc and the cross only. */
  size?: "md" | "lg" | "xl" | "full" | undefined;
  /** Not while a layer lies on the dialog. */
  onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  /** The element that gets the focus afterwards, if the previous one may be gone. */
  finalFocus?: (() => HTMLElement | null) | undefined;
};

const FIELD = "form :is(input, textarea, [role=combobox]), [data-first-focus]";

const WIDTHS = { md: "max-w-lg", lg: "max-w-2xl", xl: "max-w-6xl", full: "h-full max-w-none" };

/** Escape closes the topmost dialog, also while the focus is still on its way there. */
export function onTop(popup: RefObject<HTMLElement | null>, onOpenChange: (open: boolean) => void) {
  return (open: boolean, details: Base.Root.ChangeEventDetails) => {
    const { reason, event } = details;
    const isTop = !event.defaultPrevented && topLayer() === popup.current;
    if (reason !== "escape-key" || isTop) return onOpenChange(open);
    details.cancel();
    details.allowPropagation();
  };
}

function useDialogKeys(popup: RefObject<HTMLElement | null>, onKeyDown: DialogProps["onKeyDown"]) {
  const press = (event: KeyboardEvent) => {
    if (topLayer() === popup.current) onKeyDown?.(event);
  };
  useKeys((event) => {
    if (!(event.target instanceof Node && popup.current?.contains(event.target))) press(event);
  });
  return press;
}

export function BaseDialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = "md",
  onKeyDown,
  finalFocus,
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  const press = useDialogKeys(popup, onKeyDown);
  const lateFocus = useFocusBack(open, popup, finalFocus);
  return (
    <Base.Root open={open} onOpenChange={onTop(popup, onOpenChange)} disablePointerDismissal={size === "full"}>
      <Base.Portal>
        <Base.Backdrop className={backdropStyle} />
        <Base.Popup
          ref={popup}
          // Base UI keeps arrow keys from the window.
          onKeyDown={({ nativeEvent }) => press(nativeEvent)}
          className={cn(popupStyle, WIDTHS[size])}
          initialFocus={(by) => (by === "touch" ? true : (popup.current?.querySelector<HTMLElement>(FIELD) ?? true))}
          finalFocus={lateFocus}
        >
          <header className="sticky top-0 z-10 flex items-start gap-4 border-b bg-raised px-4 py-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="break-words font-semibold text-base">{title}</Base.Title>
              {description && <Base.Description className="text-muted">{description}</Base.Description>}
            </div>
            <Base.Close aria-label="Close" className={buttonStyle({ variant: "ghost", size: "sm" }, "w-7 px-0")}>
              <X className="size-4" aria-hidden />
            </Base.Close>
          </header>
          <div className={size === "full" ? "flex-1 lg:min-h-0" : "p-4"}>{children}</div>
          {footer && (
            <footer
              ref={size === "full" ? liftToasts : undefined}
              className="sticky bottom-0 z-10 flex flex-wrap justify-end gap-2 border-t bg-raised px-4 py-3"
            >
              {footer}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
