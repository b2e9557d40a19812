import type { Page } from "@playwright/test";

/** Pastes a file that was copied. */
export async function pasteFile(
  page: Page,
  { name, type, bytes }: { name: string; type: string; bytes: Buffer },
): Promise<void> {
  await page.evaluate(
    ([fileName, mimeType, base64]) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([content], fileName, { type: mimeType }));
      document.body.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    [name, type, bytes.toString("base64")] as const,
  );
}
