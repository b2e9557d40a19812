import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Colours and opacities halfway through a transition are nobody's contrast. */
async function transitionsEnd(page: Page) {
  await page.evaluate(async () => {
    // A transition begins with the frame after the change that causes it.
    await new Promise((begun) => requestAnimationFrame(() => requestAnimationFrame(begun)));
    const ending = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** The rules about colours: all that a theme changes. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** What axe finds wrong with a page that is up to date and at rest: rule and first element of each. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // An answer that is being replaced is dimmed on purpose.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await transitionsEnd(page);
  // React takes the title away and brings it back while a page is refreshed.
  await expect(page).toHaveTitle(/./);
  // Pages have no frames of other origins, the only ones that this mode leaves out; the other mode opens a page per run.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  // Selectors of all that passes take a quarter of the time.
  const found = await axe.options({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) }).analyze();
  return found.violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
}

/** The same in light, and its colours in dark, named. */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    const inTheme = await violations(page, colorScheme === "dark" ? COLOR_RULES : undefined);
    found.push(...inTheme.map((violation) => `${colorScheme}: ${violation}`));
  }
  return found;
}
