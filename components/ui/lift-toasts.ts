/** Pixels between the toasts and the edge below them. */
const GAP = 16;

/** How far toasts stand from the window's lower edge: a CSS length. */
export const TOASTS_BOTTOM = `var(--toasts-bottom, ${GAP}px)`;

/** Keeps toasts above this element, at the window's lower edge, while it is there: a `ref`. */
export function liftToasts(element: HTMLElement | null): (() => void) | undefined {
  if (!element) return;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => {
    const covered = window.innerHeight - element.getBoundingClientRect().top;
    style.setProperty("--toasts-bottom", `${covered + GAP}px`);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    style.removeProperty("--toasts-bottom");
  };
}
