import { availableParallelism } from 'node:os'

/**
 * What each npm script runs once everything is in place. `rest` is what followed `--` on the command line; `title` says after a set-up
 * what its last step is, and `needsBuild` whether everything is built before.
 */

/**
 * V8 marks garbage on up to four threads beside the program. On two processors that takes the time of requests, whose p99 beside a sync
 * was a third more; so it gets a thread less than there are processors, and at least one.
 */
const v8Threads = Math.min(4, Math.max(1, availableParallelism() - 1))

/**
 * An import makes much short-lived garbage; a larger new space collects most of it before it is copied. What lives in the heap is some
 * 60 MB. Where the heap may have 2 GiB or more, V8 lets garbage grow to four times of that before it is collected, and to less than
 * twice under this limit, which was a third of the memory of an import.
 */
const server = [
  `--v8-pool-size=${v8Threads}`,
  '--max-semi-space-size=16',
  '--max-old-space-size=1024',
  'apps/server/dist/main.js',
]
const fromSource = ['--conditions=@tributary/source', 'apps/server/src/main.ts']

const always = () => true
const never = () => false

export const commands = {
  start: {
    needsBuild: always,
    title: 'Preparing the database and starting the server (its log follows)',
    steps: (rest) => [['node', ...server, 'serve', ...rest]],
  },
  tributary: { needsBuild: always, steps: (rest) => [['node', ...server, ...rest]] },
  dev: {
    needsBuild: never,
    steps: (rest) =>
      rest.some((each) => each.startsWith('--simulate'))
        ? [['node', '--conditions=@tributary/source', 'tooling/simulate/src/dev.ts', ...rest]]
        : [['tsx', 'watch', ...fromSource, 'serve', ...rest]],
  },
  record: {
    needsBuild: never,
    steps: (rest) => [['node', '--conditions=@tributary/source', 'tooling/record/src/main.ts', ...rest]],
  },
  simulate: {
    needsBuild: never,
    steps: (rest) => [['node', '--conditions=@tributary/source', 'tooling/simulate/src/main.ts', ...rest]],
  },
  build: { needsBuild: always, steps: () => [] },
  check: { needsBuild: always, steps: () => check },
  test: {
    // With a package named, turbo builds what that package's tests need: nothing, where they run from source.
    needsBuild: (rest) => rest.length === 0,
    title: 'Checking the code and testing',
    // Naming a package runs only the tests of that package.
    steps: (rest) => [
      ...(rest.length === 0 ? check : []),
      ['node', 'tooling/bootstrap/test-all.mjs', ...rest],
    ],
  },
  screenshots: {
    needsBuild: always,
    title: 'Taking a picture of every page',
    steps: (rest) => [
      ['node', '--conditions=@tributary/source', 'apps/web/test/browser/take-screenshots.ts', ...rest],
    ],
  },
  bench: { needsBuild: always, steps: (rest) => [['node', 'tooling/bench/src/main.ts', ...rest]] },
  'check:clients': {
    needsBuild: always,
    // Naming generators runs only those.
    steps: (rest) => [
      ['node', 'tooling/check-clients/src/main.ts', ...rest],
      ...(rest.length === 0 ? [['node', 'tooling/prism-proxy/src/main.ts']] : []),
    ],
  },
  'check:operators': {
    needsBuild: always,
    steps: (rest) => [['node', 'tooling/operators/src/main.ts', ...rest]],
  },
  demo: {
    needsBuild: always,
    title: 'Starting the demo',
    steps: (rest) => [['node', 'tooling/demo/src/main.ts', ...rest]],
  },
  new: {
    needsBuild: never,
    steps: (rest) => [['node', '--conditions=@tributary/source', 'tooling/scaffolder/src/main.ts', ...rest]],
  },
  format: { needsBuild: never, steps: () => [['biome', 'check', '--write', '.']] },
}

const check = [
  ['biome', 'ci', '--log-level=warn', '.'],
  ['oxlint', '--type-aware', '--deny-warnings', '--quiet'],
  // All packages in one go: each alone (`turbo run types`) takes seven times as long, since all read the same sources.
  ['tsc', '-p', 'tooling/typescript/all.json'],
  // The page has JSX and what browsers have.
  ['tsc', '-p', 'apps/web/tsconfig.json'],
  ['turbo', 'boundaries'],
  ['knip'],
  ['node', 'tooling/integration-size/src/main.ts'],
]
