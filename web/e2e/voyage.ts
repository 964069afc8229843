import { test as base, expect, type Page } from "@playwright/test";

/** What a page must never say behind the person's back. */
const complaints = new WeakMap<Page, string[]>();

/** Tests with a page that is watched: errors, and violations of the content security policy, fail them. */
export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ page }, use) => {
      const heard: string[] = [];
      complaints.set(page, heard);
      page.on("pageerror", (error) => heard.push(error.message));
      page.on("console", (message) => {
        // A request that a test itself cuts is reported as such.
        if (message.type() === "error" && !message.text().includes("net::ERR_")) heard.push(message.text());
      });
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          // oxlint-disable-next-line no-console -- heard by the test
          console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await use();
      expect(heard).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Types an address on the first page, and asks. */
export async function ask(page: Page, source: string): Promise<void> {
  await page.goto("/");
  const field = page.getByLabel("Address or path");
  await field.fill(source);
  await field.press("Enter");
}

/** Asks, and waits until the run's own page says that it is complete. */
export async function voyage(page: Page, source: string): Promise<void> {
  await ask(page, source);
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  await complete(page);
}

export async function complete(page: Page): Promise<void> {
  await expect(page.locator(".run-header .pill")).toHaveText("Complete", { timeout: 60_000 });
}

/** The figure under this name, without grouping. */
export async function figure(page: Page, name: string): Promise<string> {
  const value = await page.locator(".figure").filter({ has: page.getByText(name, { exact: true }) }).locator("dd").innerText();
  return value.replaceAll(",", "");
}

/** The rows of a table's body, cell by cell, without grouping. */
export async function rows(page: Page, name: string): Promise<string[][]> {
  const table = page.getByRole("table", { name }).or(page.getByRole("region", { name }).getByRole("table"));
  const cells = await table.locator("tbody tr").evaluateAll((found) =>
    found.map((row) => Array.from(row.querySelectorAll("th, td:not([aria-hidden])"), (cell) => cell.textContent)),
  );
  return cells.map((row) => row.map((cell) => cell.replaceAll(",", "")));
}
