import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { compareActs } from './fairness/compare-acts.ts'
import { fillAccount } from './fairness/fill-account.ts'
import { writeMixedHistory } from './fairness/mixed-history.ts'
import { machineLine } from './machine-line.ts'
import { serverFile, serverFlags } from './repository.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/**
 * The response times of another person's requests while one person causes as much load as possible. Both have a library of `rows` items in seven
 * scripts, and ten years of values of four metrics.
 */
const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '10' },
    mode: { type: 'string', default: 'embedded' },
  },
})
const rows = Number(given.rows)
const seconds = Number(given.seconds)
const print = (line: string) => void process.stdout.write(`${line}\n`)

/** Creates a second person; resolves to an API key. */
async function createPerson(settings: ServerSettings): Promise<string> {
  const run = async (...args: string[]) => {
    const command = [...(await serverFlags()), serverFile, ...args]
    const env = { PATH: process.env['PATH'] ?? '', ...settings }
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: settings.DATA_DIR, env })
    return stdout.trim()
  }
  const email = 'other@example.org'
  await run('users', 'create', '--email', email)
  return run('keys', 'create', '--user', email, '--name', 'bench')
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
print(machineLine())
print(`fairness: ${rows} items each, ${given.mode}`)
await inTemporaryDirectory(async (directory) => {
  const file = join(directory, 'NetflixViewingHistory.csv')
  await writeMixedHistory(file, rows)
  const databases = await startDatabases(given.mode === 'postgres' ? 'postgres' : 'embedded', directory)
  try {
    await withFresh(databases, async ({ settings }) => {
      const otherKey = await createPerson(settings)
      const server = await ServerProcess.start(settings)
      try {
        const worst = { url: server.url, apiKey: databases.apiKey }
        const other = { url: server.url, apiKey: otherKey }
        for (const caller of [worst, other]) await fillAccount(caller, { file, rows })
        await compareActs({ worst, other, file, seconds, print })
      } finally {
        await server.stop()
      }
    })
  } finally {
    await databases.stop()
  }
})
