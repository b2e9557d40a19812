"use client";

import type { ComponentProps, ComponentType } from "react";
import type { Later } from "#components/ui/later.ts";
import { type Start, useStandIn } from "#components/ui/use-stand-in.ts";

type ButtonProps = ComponentProps<"button">;

/** Of a popup with its trigger, whose props are `button`. */
export type PopupProps = { button: ButtonProps; start: Start };

type PopupButtonProps<Given> = ButtonProps & {
  kind: "menu" | "dialog";
  popup: Later<ComponentType<Given & PopupProps>>;
  given: Given;
};

/** The popup is loaded when somebody uses the button, and replaces it. */
export function PopupButton<Given>({ kind, popup, given, ...button }: PopupButtonProps<Given>) {
  const { loaded, standIn } = useStandIn(popup);
  if (loaded) return <loaded.part {...given} button={button} start={loaded.start} />;
  return <button type="button" aria-haspopup={kind} aria-expanded="false" {...button} {...standIn} />;
}
