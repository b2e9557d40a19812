import type { ComponentProps } from "react";
import { type ButtonLook, buttonStyle } from "#components/ui/button-style.ts";
import { Link } from "#components/ui/link.tsx";

export function Button({ variant, size, className, type = "button", ...props }: ComponentProps<"button"> & ButtonLook) {
  return <button type={type} className={buttonStyle({ variant, size }, className)} {...props} />;
}

export function ButtonLink({ variant, size, className, ...props }: ComponentProps<typeof Link> & ButtonLook) {
  return <Link className={buttonStyle({ variant, size }, className)} {...props} />;
}
