/** What each npm script runs once everything is in place. `rest` is what followed `--` on the command line. */

/**
 * An import makes much short-lived garbage. Left to itself V8 lets it pile up as long as the machine has memory. These
 * two keep the server some 150 MB smaller; tighter ones cost a fifth of an import's speed in garbage collection.
 */
const memory = ['--max-semi-space-size=16', '--heap-growing-percent=50']
/**
 * PGlite's hot functions are optimised in V8's worker threads, two seconds of work at each start. Four of them, Node's default,
 * would take most of a small machine from the server that starts.
 */
const threads = ['--v8-pool-size=2']
const server = [...memory, ...threads, 'apps/server/dist/main.js']
const fromSource = ['--conditions=@tributary/source', 'apps/server/src/main.ts']

export const commands = {
  start: { needsBuild: true, steps: (rest) => [['node', ...server, 'serve', ...rest]] },
  tributary: { needsBuild: true, steps: (rest) => [['node', ...server, ...rest]] },
  dev: { needsBuild: false, steps: (rest) => [['tsx', 'watch', ...fromSource, 'serve', ...rest]] },
  build: { needsBuild: true, steps: () => [] },
  check: { needsBuild: true, steps: () => check },
  test: {
    needsBuild: true,
    steps: (rest) => [...check, ['node', 'tooling/bootstrap/test-all.mjs', ...rest]],
  },
  bench: { needsBuild: true, steps: (rest) => [['node', 'tooling/bench/src/main.ts', ...rest]] },
  demo: { needsBuild: true, steps: (rest) => [['node', 'tooling/demo/src/main.ts', ...rest]] },
  format: { needsBuild: false, steps: () => [['biome', 'check', '--write', '.']] },
}

const check = [
  ['biome', 'ci', '--log-level=warn', '.'],
  ['oxlint', '--type-aware', '--deny-warnings', '--quiet'],
  // All packages in one go: each alone (`turbo run types`) takes seven times as long, since all read the same sources.
  ['tsc', '-p', 'tooling/typescript/all.json'],
  ['turbo', 'boundaries'],
  ['knip'],
]
