import { defineConfig } from "@playwright/test";

/**
 * The page in real Chromium, against a stack that is up.
 *
 * CODEVOYAGE_URL: its gateway. CODEVOYAGE_E2E_REPOSITORIES: an empty folder below a permitted root, in which the tests
 * make their repositories. CODEVOYAGE_CHROMIUM: the browser, where it is not at Debian's place.
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.e2e.ts",
  outputDir: "test-output/results",
  reporter: [["list"]],
  workers: 1, // two cores, shared with the stack that is looked at
  timeout: 90_000, // a run of the largest repository here takes seconds; this is for a busy machine
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: {
    baseURL: process.env["CODEVOYAGE_URL"] ?? "http://CODEVOYAGE_URL.is.not.set",
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    colorScheme: "dark",
    timezoneId: "Europe/Berlin", // not UTC: history is told in UTC wherever the person is
    launchOptions: {
      executablePath: process.env["CODEVOYAGE_CHROMIUM"] ?? "/usr/bin/chromium",
      env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: "1", EGL_PLATFORM: "surfaceless" } as Record<string, string>,
      args: [
        "--no-sandbox",
        // WebGL by Mesa on the processor: the same pixels on every machine.
        "--use-gl=angle",
        "--use-angle=gl-egl",
        "--ignore-gpu-blocklist",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-device-scale-factor=1",
        "--font-render-hinting=none",
      ],
    },
  },
});
