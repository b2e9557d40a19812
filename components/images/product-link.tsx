import type { ComponentProps } from "react";
import { cn } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";

type ProductLinkProps = Omit<ComponentProps<"a">, "href"> & {
  productId: string | null;
  /** Without link styling, for pictures. */
  plain?: boolean;
};

/** `productId` is null if the product was deleted. */
export function ProductLink({ productId, plain = false, className, ...props }: ProductLinkProps) {
  if (productId === null)
    return (
      <span {...(props as ComponentProps<"span">)} className={className}>
        {props.children}
        {!plain && <span className="ml-1 font-normal text-muted">(deleted)</span>}
      </span>
    );
  return <Link {...props} href={`/products/${productId}`} className={cn(!plain && "link", className)} />;
}
