/** Pixels between the toasts and the edge below them. */
const GAP = 16;

/** Distance of the toasts from the bottom of the window: a CSS length. */
export const TOASTS_BOTTOM = `var(--toasts-bottom, ${GAP}px)`;

/** A `ref`: keeps toasts above this element at the bottom of the window. */
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
