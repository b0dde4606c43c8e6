import { defineConfig } from 'vitest/config'

const conditions = ['@tributary/source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    execArgv: ['--conditions=@tributary/source'],
    // Two cores everywhere: more files at once only fight for them.
    maxWorkers: 2,
    setupFiles: [new URL('./fail-on-console.ts', import.meta.url).pathname],
    reporters: ['default', ['json', { outputFile: '.turbo/test-report.json' }]],
  },
})
