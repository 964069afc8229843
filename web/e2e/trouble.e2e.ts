import { brokenRepository, emptyRepository, longRepository, notARepository } from "./repositories";
import { ask, complete, expect, test, voyage } from "./voyage";

test("a wrong address is refused with a sentence, and nothing is begun", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("heading", { name: "Recent voyages" }).waitFor();
  await ask(page, "https://127.0.0.1/some/repository");
  await expect(page.getByRole("alert")).toContainText("ADDRESS_NOT_PERMITTED");
  await expect(page.getByRole("alert").locator("p").first()).toHaveText(/\w.+\./);
  await expect(page).toHaveURL(/\/$/);
  await page.screenshot({ path: "test-output/home-refused-dark-1440.png" });
});

test("an address of another kind is answered with what was probably meant", async ({ page }) => {
  await ask(page, "git@github.com:pallets/flask.git");
  await expect(page.getByRole("alert")).toContainText("read over https");
  await page.getByRole("button", { name: "Take https://github.com/pallets/flask.git" }).click();
  await expect(page.getByLabel("Address or path")).toHaveValue("https://github.com/pallets/flask.git");
});

test("a path that is not permitted is answered with the command that permits it", async ({ page }) => {
  await ask(page, "/etc");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("LOCAL_PATH_NOT_PERMITTED");
  await expect(alert.locator(".trouble-command code")).toHaveText("codevoyage analyze /etc");
});

test("a folder that is no repository is told apart from one that is", async ({ page }) => {
  await ask(page, notARepository());
  // Refused at once, or found out by the worker: a sentence either way.
  await expect(page.getByRole("alert")).toContainText(/REPOSITORY_NOT_FOUND/);
});

test("a run that fails says why, where, and how to find it in the logs", async ({ page }) => {
  await ask(page, brokenRepository().git.folder);
  await page.waitForURL(/\/analyses\//);
  await expect(page.locator(".run-header .pill")).toHaveText("Failed");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText(/^Failed while (fetching|reading)/);
  await expect(alert.locator("p").nth(1)).toHaveText(/\w.+\./);
  await expect(alert).toContainText(/REPOSITORY_CORRUPT|GIT_FAILED/);
  await expect(alert.locator(".notice-reason code")).toHaveText(/^[0-9a-f]{32}$/);
  await page.screenshot({ path: "test-output/analysis-failed-dark-1440.png" });
});

test("an empty repository succeeds, and says that it is empty", async ({ page }) => {
  await voyage(page, emptyRepository().folder);
  await expect(page.getByText("This repository is empty")).toBeVisible();
  await expect(page.locator(".figures")).toHaveCount(0);
  await page.getByRole("link", { name: "Voyages" }).click();
  await expect(page.locator(".runs tbody tr").first()).toContainText("empty");
});

test("an analysis that does not exist is a sentence with another try", async ({ page }) => {
  await page.goto("/analyses/aaaaaaaaaaaaaaaa");
  await expect(page.getByRole("alert")).toContainText("There is no analyses/aaaaaaaaaaaaaaaa");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("a gateway that is down is a sentence, and the page comes back with it", async ({ page }) => {
  await voyage(page, longRepository(50).folder);
  await page.route("**/codevoyage.**", (route) => route.abort("connectionrefused"));
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("CodeVoyage does not answer");
  await page.unroute("**/codevoyage.**");
  await page.getByRole("button", { name: "Try again" }).click();
  await complete(page);
});

test("a watch that breaks says so, comes back, and misses nothing", async ({ page }) => {
  const cursors: number[] = [];
  await page.route("**/codevoyage.analysis.v1.AnalysisService/WatchAnalysis", async (route) => {
    cursors.push(route.request().postDataBuffer()?.length ?? 0);
    if (cursors.length <= 3) await route.abort("connectionreset");
    else await route.continue();
  });
  const git = longRepository(20_000);
  await ask(page, git.folder);
  await expect(page.getByText("Connection lost, coming back")).toBeVisible();
  await complete(page);
  await expect(page.getByText("Connection lost, coming back")).toHaveCount(0);
  expect(cursors.length).toBeGreaterThan(3);
});

test("a run is stopped by its button, and asked for again by another", async ({ page }) => {
  await ask(page, longRepository(20_000).folder);
  await page.getByRole("button", { name: "Stop this run" }).click();
  await expect(page.locator(".run-header .pill")).toHaveText("Stopped");
  await expect(page.getByRole("status").getByText("Stopped, as asked")).toBeVisible();
  const stopped = page.url();
  await page.getByRole("button", { name: "Analyse again" }).click();
  await expect.poll(() => page.url()).not.toBe(stopped);
  await complete(page);
});
