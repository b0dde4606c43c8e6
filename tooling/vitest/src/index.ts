import { defineConfig } from 'vitest/config'

// vitest hands these to node as `--conditions`. With `import` among them, `require('pg-pool')` inside `pg` gets the ESM
// side of that package, which `pg` cannot extend. Vite and node add `import` and `default` where they belong.
const conditions = ['@tributary/source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Files in one process share what they import, which is a third of what a run costs. What a file changes of its
    // process (environment, timers), it restores.
    isolate: false,
    execArgv: ['--conditions=@tributary/source'],
    // Two cores everywhere: more files at once only fight for them.
    maxWorkers: 2,
    globalSetup: [new URL('./run-directories.ts', import.meta.url).pathname],
    setupFiles: [new URL('./fail-on-console.ts', import.meta.url).pathname],
    reporters: ['default', ['json', { outputFile: '.turbo/test-report.json' }]],
  },
})
