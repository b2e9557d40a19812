"use client";

import { Menu } from "@base-ui/react/menu";
import { ArrowLeft, ArrowRight, ArrowRightLeft, type LucideIcon, Replace, Trash2 } from "lucide-react";
import { type PhotoMenuProps, photoMenuId } from "#components/products/edit/photo-menu.tsx";
import { variantBeside } from "#components/products/edit/variant-rules.ts";
import { Can } from "#components/ui/can.tsx";
import { cn } from "#components/ui/class-names.ts";
import { menuItemStyle, menuPopupStyle } from "#components/ui/menu-style.ts";
import type { PopupProps } from "#components/ui/popup-button.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";

type ItemProps = { icon: LucideIcon; text: string; onClick: () => void; disabled?: boolean; className?: string };

function Item({ icon: Icon, text, onClick, disabled = false, className }: ItemProps) {
  return (
    <Menu.Item
      onClick={onClick}
      disabled={disabled}
      className={cn(menuItemStyle, "cursor-default data-disabled:opacity-50", className)}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      {text}
    </Menu.Item>
  );
}

export function BasePhotoMenu({ photo, photos, onAsk, onExchange, button, start }: PhotoMenuProps & PopupProps) {
  const trigger = useFocusAtStart<HTMLButtonElement>();
  const left = variantBeside(photos, photo.variant, -1);
  const right = variantBeside(photos, photo.variant, 1);
  return (
    <Menu.Root modal={false} defaultOpen={start === "open"}>
      <Menu.Trigger {...button} ref={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" collisionPadding={8} className="z-50 outline-none">
          <Menu.Popup className={menuPopupStyle} finalFocus={() => document.getElementById(photoMenuId(photo.id))}>
            <Item icon={Replace} text="Replace…" onClick={() => onAsk("replace")} />
            <Item icon={ArrowRightLeft} text="Move to variant…" onClick={() => onAsk("move")} />
            <Item
              icon={ArrowLeft}
              text={left ? `Move left to ${left}` : "Move left"}
              disabled={!left}
              onClick={() => left && onExchange(left)}
            />
            <Item
              icon={ArrowRight}
              text={right ? `Move right to ${right}` : "Move right"}
              disabled={!right}
              onClick={() => right && onExchange(right)}
            />
            <Can do="delete">
              <Menu.Separator className="my-1 border-t" />
              <Item icon={Trash2} text="Delete…" className="text-bad" onClick={() => onAsk("delete")} />
            </Can>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
