import { defineConfig } from 'vitest/config'

// vitest passes these to node as `--conditions`. With `import` among them, `require('pg-pool')` inside `pg` gets the ESM
// side of that package, which `pg` cannot extend. Vite and node add `import` and `default` themselves.
const conditions = ['@tributary/source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
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
    execArgv: ['--conditions=@tributary/source'],
    // Two, the number of cores everywhere: more concurrent files would only compete for them.
    maxWorkers: 2,
    globalSetup: [new URL('./run-directories.ts', import.meta.url).pathname],
    setupFiles: [new URL('./fail-on-console.ts', import.meta.url).pathname],
    reporters: ['default', ['json', { outputFile: '.turbo/test-report.json' }]],
  },
})
