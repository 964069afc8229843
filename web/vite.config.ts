import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // The page's content security policy lets fonts and scripts come from its own origin only: nothing as a data: address.
    assetsInlineLimit: 0,
    // Every browser of the target knows modulepreload; the polyfill would be one more script.
    modulePreload: { polyfill: false },
  },
  server: {
    // `npm run dev` beside a stack that is up: calls go to its gateway.
    proxy: process.env["CODEVOYAGE_URL"]
      ? { "^/codevoyage\\.": { target: process.env["CODEVOYAGE_URL"], changeOrigin: true } }
      : {},
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], environment: "node" },
});
