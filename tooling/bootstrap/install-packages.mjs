import { runLogged } from './run-logged.mjs'
import { StepFailure } from './step-failure.mjs'

const ADVICE =
  'check the connection to the npm registry (its address and proxy are those of npm’s own settings) and the space on the disk, then start again. What is installed already is kept.'
const SHOWN_ERRORS = 20

/**
 * Runs `pnpm install` and shows how many packages are in place.
 *
 * @throws StepFailure with the errors of pnpm
 */
export async function installPackages(pnpm, { root, show, log }) {
  // Even if not frozen, pnpm keeps a lock file that covers every package.json.
  const lock = process.env.CI ? '--frozen-lockfile' : '--no-frozen-lockfile'
  const counts = { resolved: 0, imported: 0 }
  const errors = []
  const code = await runLogged([pnpm, 'install', lock, '--prefer-offline', '--reporter=ndjson'], {
    cwd: root,
    env: { ...process.env, CI: 'true' },
    log,
    onLine: (line) => {
      const event = parse(line)
      if (event === undefined) errors.push(line)
      else if (event.level === 'error') errors.push(event.err?.message ?? event.message ?? line)
      else if (event.name === 'pnpm:progress' && event.status in counts) {
        counts[event.status]++
        show(`${counts.imported} of ${counts.resolved} packages`)
      }
    },
  })
  if (code === 0) return
  const cause = errors.slice(-SHOWN_ERRORS).join('\n')
  throw new StepFailure(`pnpm could not install the packages.\n${cause}`, { advice: ADVICE, log })
}

/** Lines that are not events were printed by pnpm outside of its reporter. */
function parse(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
