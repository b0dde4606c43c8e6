import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Runs `pnpm install` and shows how many packages are in place.
 *
 * @throws Error with what pnpm said, when it fails
 */
export async function installPackages(pnpm, { root, show }) {
  // Not frozen, pnpm still takes the lock file as it is wherever it covers every package.json.
  const lock = process.env.CI ? '--frozen-lockfile' : '--no-frozen-lockfile'
  const child = spawn(pnpm, ['install', lock, '--prefer-offline', '--reporter=ndjson'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CI: 'true' },
  })
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  const counts = { resolved: 0, imported: 0 }
  const errors = []
  for await (const line of createInterface({ input: child.stderr })) {
    const event = parse(line)
    if (event === undefined || event.level === 'error')
      errors.push(event?.err?.message ?? event?.message ?? line)
    else if (event.name === 'pnpm:progress' && event.status in counts) {
      counts[event.status]++
      show(`${counts.imported} of ${counts.resolved} packages`)
    }
  }
  if ((await ended) === 0) return
  throw new Error(`pnpm could not install the packages.\n${errors.slice(-20).join('\n')}\n${ADVICE}`)
}

const ADVICE =
  'Check the connection to the npm registry (its address and proxy are those of npm’s own settings) and start again: what is there already is kept.'

/** What is no event is something that pnpm said outside of its reporter. */
function parse(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
