/** Shared by menus; selects have theirs in base-select.tsx. */
export const menuPopupStyle = "min-w-44 rounded-lg border bg-raised p-1 outline-none";
export const menuItemStyle =
  "flex min-h-8 w-full items-center gap-2 rounded-md px-2 outline-none data-highlighted:bg-hover aria-[current=page]:font-medium";
