import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

export const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const MEMORY = '/dev/shm'
const VITEST = join(REPOSITORY, 'node_modules', '.bin', 'vitest')
/** In which the database of a suite starts, and databases and processes of an interrupted run end, on a busy machine. */
const WAIT_LIMIT = 60_000
/** A hanging suite is killed after this time; the asserted limit is shorter. */
const RUN_LIMIT = 100_000
const POLL = 50

export interface SuiteRun {
  readonly seconds: number
  readonly code: number | null
  readonly output: string
  /** Files that the run left in its `TMPDIR` and in memory, and the command lines of remaining processes. */
  readonly left: readonly string[]
}

export interface SuiteOptions {
  /** The directory of the package, from the root of the repository. */
  readonly directory: string
  readonly file: string
  /** Shell commands that run before the suite in its process: `ulimit -f 4000`. */
  readonly obstacle?: string
  /** Flags of `unshare`, with which the obstacle and the suite have separate namespaces. Needs root. */
  readonly namespaces?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Sent to vitest as soon as a database of the suite runs. */
  readonly interruption?: NodeJS.Signals
}

/** Runs one suite with vitest, with its own `TMPDIR` below `parent`, and lists what it leaves. */
export async function runSuite(parent: string, options: SuiteOptions): Promise<SuiteRun> {
  mkdirSync(parent, { recursive: true })
  const directory = mkdtempSync(join(parent, 'suite-'))
  const begin = performance.now()
  const child = start(directory, options)
  const output = collectOutput(child)
  const marks: Marks = [directory, `tributary-tests-${child.pid}-`]
  if (options.interruption !== undefined) {
    await until(() => markedProcesses(marks).some((line) => line.includes('bin/postgres')))
    child.kill(options.interruption)
  }
  const [code] = (await once(child, 'exit')) as [number | null]
  const seconds = (performance.now() - begin) / 1000
  await until(() => remains(marks).length === 0)
  const left = remains(marks)
  rmSync(directory, { recursive: true, force: true })
  return { seconds, code, output: output(), left }
}

function start(
  directory: string,
  { directory: suite, file, obstacle = '', namespaces, environment }: SuiteOptions,
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  const shell = ['sh', '-ec', `${obstacle}\nexec "$0" run --reporter=default "$1"`, VITEST, file]
  const [program = '', ...args] = namespaces === undefined ? shell : ['unshare', ...namespaces, ...shell]
  // Each of them replaces itself by the next, so the process id is vitest's, which is part of its directories' names.
  const child = spawn(program, args, {
    cwd: join(REPOSITORY, suite),
    env: { PATH, HOME, NO_COLOR: '1', TMPDIR: directory, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_LIMIT,
  })
  endWithThisProcess(child)
  return child
}

function collectOutput(child: ChildProcess): () => string {
  let text = ''
  const collect = (chunk: Buffer) => {
    text += chunk.toString()
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  return () => text
}

type Marks = readonly [directory: string, name: string]

function remains(marks: Marks): readonly string[] {
  const [directory, name] = marks
  const inMemory = existsSync(MEMORY) ? readdirSync(MEMORY).filter((entry) => entry.startsWith(name)) : []
  return [...readdirSync(directory), ...inMemory, ...markedProcesses(marks)]
}

/** Those whose command line or environment has one of the marks: PostgreSQL has its directory in its command line alone. */
function markedProcesses(marks: Marks): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const command = readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
      const environment = readText(`/proc/${pid}/environ`)
      return marks.some((mark) => command.includes(mark) || environment.includes(mark)) ? [command] : []
    })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The process has ended, or belongs to another account.
    return ''
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + WAIT_LIMIT; !holds() && performance.now() < end; ) await delay(POLL)
}
