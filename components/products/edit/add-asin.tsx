"use client";

import { Plus } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { useCan } from "#components/ui/can.tsx";
import { cn } from "#components/ui/class-names.ts";
import { later } from "#components/ui/later.ts";
import { PopupButton } from "#components/ui/popup-button.tsx";

const baseAddAsin = later(() =>
  import("#components/products/edit/base-add-asin.tsx").then(({ BaseAddAsin }) => BaseAddAsin),
);

export type AddAsinProps = {
  product: { id: string; title: string };
  /** Id of the element that gets the focus when the ASIN is saved and this button disappears. */
  focusAfter: string;
  className?: string;
};

export function AddAsin({ className, ...given }: AddAsinProps) {
  if (!useCan()("catalog")) return null;
  return (
    <PopupButton
      kind="dialog"
      popup={baseAddAsin}
      given={given}
      className={cn(buttonStyle({ size: "sm" }), "font-sans", className)}
    >
      <Plus className="size-3.5" aria-hidden />
      Add ASIN<span className="sr-only"> of {given.product.title}</span>
    </PopupButton>
  );
}
