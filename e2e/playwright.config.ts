// Every spec runs with everyone in Chromium and with everyone in Firefox, and those that are about people together also with
// both in one document.
// Nothing is retried: a test that fails sometimes is a fault to be found.
import { defineConfig } from '@playwright/test';
import type { WorkerOptions } from './kit/index.ts';

/** What they are about happens on one page, whoever else is there. */
const ofOnePage = ['content', 'documents', 'security'].map((spec) => `**/${spec}.spec.ts`);

export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  testMatch: '**/*.spec.ts', // *.test.ts are node:test's
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  projects: [
    { name: 'chromium', use: { browsers: ['chromium'] } },
    { name: 'firefox', use: { browsers: ['firefox'] } },
    { name: 'mixed', use: { browsers: ['chromium', 'firefox'] }, testIgnore: ofOnePage },
  ],
});
