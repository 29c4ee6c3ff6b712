// How the stories are run. `mixed.ts` says which browsers a story gets.
// Nothing is retried: a test that fails only sometimes reveals a fault.
// All waits are long, for the sake of machines that are busy with other things; a wait ends as soon as it can.
import { defineConfig } from '@playwright/test';
import type { WorkerOptions } from './kit/index.ts';
import { mixed } from './mixed.ts';

const patienceMs = 60_000;

const ofMixed = new RegExp(mixed.tag);

export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  testMatch: '**/*.spec.ts', // *.test.ts are node:test's
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 3, // on two cores: now and then a story waits for a clock or a network
  retries: 0,
  timeout: 10 * patienceMs,
  expect: { timeout: patienceMs },
  use: { actionTimeout: patienceMs, navigationTimeout: patienceMs },
  reporter: 'list',
  projects: [
    { name: 'mixed', use: { browsers: ['chromium', 'firefox'] }, grep: ofMixed },
    { name: 'firefox', use: { browsers: ['firefox'] }, grepInvert: ofMixed },
    { name: 'chromium', use: { browsers: ['chromium'] }, grepInvert: ofMixed },
  ],
});
