import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { unhandledErrorsReporter } from './report-unhandled-errors.ts'

// vitest passes these to node as `--conditions`. With `import` among them, `require('pg-pool')` inside `pg` gets the ESM
// side of that package, which `pg` cannot extend. Vite and node add `import` and `default` themselves.
const conditions = ['@tributary/source', 'node']

const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url))

export default defineConfig({
  // One for all packages, so that they share the cache of transformed modules, whose key it is a part of.
  root: workspaceRoot,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    dir: process.cwd(),
    include: ['test/**/*.test.ts'],
    // Long enough for a machine that builds and tests other packages meanwhile: a limit is for what hangs, not for speed.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // What is waited for comes late on a machine that runs other tests too.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // Files in one process share imported modules, which are a third of the cost of a run. A file that changes its
    // process (environment, timers) must restore it.
    isolate: false,
    execArgv: [
      '--conditions=@tributary/source',
      `--import=${new URL('./cheap-passwords.ts', import.meta.url).href}`,
    ],
    // Two, the number of cores everywhere: more concurrent files would only compete for them.
    maxWorkers: 2,
    globalSetup: [new URL('./run-directories.ts', import.meta.url).pathname],
    setupFiles: [new URL('./fail-on-console.ts', import.meta.url).pathname],
    reporters: [
      'default',
      ['json', { outputFile: join(process.cwd(), '.turbo/test-report.json') }],
      unhandledErrorsReporter,
    ],
  },
})
