import NextLink from "next/link";
import type { ComponentProps } from "react";

/** Without prefetching: it would ask for every link in view while the page starts, and no page has static parts to fetch. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
