"use client";

import { Tooltip } from "@base-ui/react/tooltip";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { ProductLink } from "#components/images/product-link.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

const POPUP = "max-w-72 space-y-1 rounded-lg border bg-raised px-3 py-2 text-xs";

type BaseTileTooltipProps = {
  image: GeneratedImage;
  /** Did the link that it replaces have the focus? */
  hadFocus: boolean;
  children: ReactNode;
};

export function BaseTileTooltip({ image, hadFocus, children }: BaseTileTooltipProps) {
  const { productId, productTitle, errorCode, errorMessage } = image;
  const link = useRef<HTMLAnchorElement>(null);
  const mayFocus = useRef(hadFocus);
  useLayoutEffect(() => {
    if (mayFocus.current) link.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        delay={150}
        render={<ProductLink ref={link} plain productId={productId} className="block rounded-md" />}
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className={POPUP}>
            <p className="font-medium">{productTitle}</p>
            <p>{errorMessage}</p>
            {errorCode !== "CANCELLED" && <p className="text-muted">{outcomeOf(errorCode)?.advice}</p>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
