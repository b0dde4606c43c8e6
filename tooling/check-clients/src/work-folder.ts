import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { runProgram } from './run-program.ts'

const PACKAGE = join(import.meta.dirname, '..')
const ROOT = join(PACKAGE, '..', '..')
const LOCKED = ['package.json', 'pnpm-lock.yaml']

/** Where the generators are installed, and generate. Deleted with `node_modules`. */
export const WORK_FOLDER = join(ROOT, 'node_modules', '.cache', 'check-clients')

/** The programs of the generators, before those of this repository. */
export const PROGRAMS: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  PATH: [join(WORK_FOLDER, 'node_modules', '.bin'), dirname(process.execPath), process.env['PATH']].join(
    delimiter,
  ),
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
}

/** Installs the generators as the lock file has them, if they are not there yet, and copies the scenarios beside them. */
export async function prepareWorkFolder(print: (line: string) => void): Promise<void> {
  mkdirSync(WORK_FOLDER, { recursive: true })
  const stamp = join(WORK_FOLDER, 'installed')
  const wanted = stampOf()
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    print('installing the generators')
    for (const file of LOCKED) cpSync(join(PACKAGE, 'generators', file), join(WORK_FOLDER, file))
    // Nobody's workspace: without a lock file of its own pnpm would search the folders above for one.
    const flags = ['--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']
    await runProgram(['pnpm', 'install', ...flags], { cwd: WORK_FOLDER, env: process.env })
    writeFileSync(stamp, wanted)
  }
  const scenarios = join(WORK_FOLDER, 'scenarios')
  rmSync(scenarios, { recursive: true, force: true })
  cpSync(join(PACKAGE, 'scenarios'), scenarios, { recursive: true })
}

function stampOf(): string {
  const hash = createHash('sha256').update(process.versions.node)
  for (const file of LOCKED) hash.update(readFileSync(join(PACKAGE, 'generators', file)))
  return hash.digest('hex')
}
