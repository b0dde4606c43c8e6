import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type WatchedChild, watchChild } from '@tributary/processes'
import { afterEach, beforeEach, expect, it } from 'vitest'

const BOOTSTRAP = fileURLToPath(new URL('../../../tooling/bootstrap', import.meta.url))
const PNPM = 'node_modules/@pnpm/exe/pnpm'
const PROGRESS = [
  '{"name":"pnpm:progress","status":"resolved"}',
  '{"name":"pnpm:progress","status":"resolved"}',
  '{"name":"pnpm:progress","status":"imported"}',
].map((event) => `echo '${event}' >&2`)

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tributary-set-up-')))
  cpSync(BOOTSTRAP, join(root, 'tooling/bootstrap'), { recursive: true })
  mkdirSync(join(root, 'packages/integrations'), { recursive: true })
  write('package.json', '{"type":"module","packageManager":"pnpm@12.21.0"}')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tsconfig.base.json']) write(file, '')
  write('tooling/typescript/build.json', '{}')
  write('apps/server/dist/main.js', 'console.error("the server runs")')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { mode })
}

/** What npm and pnpm do is up to their registry, so shell scripts stand for them: npm "installs" a pnpm that runs `lines`. */
function provide({ npm = [], pnpm = [] }: { npm?: readonly string[]; pnpm?: readonly string[] }): void {
  const script = (lines: readonly string[]) => `#!/bin/sh\n${lines.join('\n')}\n`
  write(
    'pnpm.sh',
    script([...pnpm, `mkdir -p node_modules/.bin`, `cp '${root}/turbo.sh' node_modules/.bin/turbo`]),
    0o755,
  )
  write('turbo.sh', script(['exit 0']), 0o755)
  write('bin/npm', script([...npm, `mkdir -p ${dirname(PNPM)}`, `cp '${root}/pnpm.sh' ${PNPM}`]), 0o755)
}

function start(path = `${join(root, 'bin')}:/usr/bin:/bin`): WatchedChild {
  return watchChild(
    spawn(process.execPath, ['tooling/bootstrap/run.mjs', 'start'], {
      cwd: root,
      env: { PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
}

async function endOf(child: WatchedChild): Promise<{ code: number | null; output: string }> {
  const { code } = await child.ended
  return { code, output: child.output() }
}

it('shows each step of a first start with its number, in plain lines without a terminal', async () => {
  provide({ pnpm: PROGRESS })
  const { code, output } = await endOf(start())
  expect(output.replaceAll(/\d+ s\)/g, '0 s)').split('\n')).toEqual([
    '  1 of 4: Installing pnpm (0 s)',
    '✓ 1 of 4: Installing pnpm: done (0 s)',
    '  2 of 4: Installing the packages (0 s)',
    '✓ 2 of 4: Installing the packages: 1 of 2 packages (0 s)',
    '  3 of 4: Building (0 s)',
    '✓ 3 of 4: Building: done (0 s)',
    '  4 of 4: Preparing the database and starting the server (its log follows)',
    'the server runs',
    '',
  ])
  expect(code).toBe(0)
})

it('shows nothing at a later start', async () => {
  provide({})
  await endOf(start())
  expect(await endOf(start())).toEqual({ code: 0, output: 'the server runs\n' })
})

it('reports the failed step, the cause, what to do and the path of the log', async () => {
  provide({ npm: ['echo "npm error ECONNREFUSED 127.0.0.1:1" >&2', 'exit 1'] })
  const { code, output } = await endOf(start())
  expect(code).toBe(1)
  expect(output).toContain('✗ 1 of 4: Installing pnpm: failed')
  expect(output).toContain('npm could not install pnpm.\nnpm error ECONNREFUSED 127.0.0.1:1')
  expect(output).toMatch(/What to do: .*npm ping/)
  expect(output).toContain(`${root}/.tools/set-up.log`)
  expect(readFileSync(`${root}/.tools/set-up.log`, 'utf8')).toContain('npm error ECONNREFUSED 127.0.0.1:1')
})

it('shows the errors of pnpm among its events, and stops', async () => {
  const error = '{"name":"pnpm","level":"error","err":{"message":"No space left on device"}}'
  provide({ pnpm: [...PROGRESS, `echo '${error}' >&2`, 'exit 1'] })
  const { code, output } = await endOf(start())
  expect(code).toBe(1)
  expect(output).toContain('✗ 2 of 4: Installing the packages: failed')
  expect(output).toContain('pnpm could not install the packages.\nNo space left on device\n')
  expect(output).not.toMatch(/pnpm:progress|Building/)
})

it('reports that npm is missing', async () => {
  expect((await endOf(start(join(root, 'bin')))).output).toContain(
    'npm could not install pnpm.\nspawn npm ENOENT',
  )
})

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('ends what it started at %s', async (signal, expected) => {
  provide({ pnpm: ['echo $$ >pid', 'exec sleep 60'] })
  const child = start()
  await child.until('pnpm ran', () => /\d\n/.test(readFileSync(join(root, 'pid'), 'utf8')))
  child.process.kill(signal)
  expect((await endOf(child)).code).toBe(expected)
  const pid = Number(readFileSync(join(root, 'pid'), 'utf8'))
  await expect.poll(() => isRunning(pid)).toBe(false)
})

it('updates one line at a terminal', async () => {
  const { step } = (await import(`${BOOTSTRAP}/step.mjs`)) as { step: Step }
  let text = ''
  const stream = { isTTY: true, columns: 30, write: (chunk: string) => void (text += chunk) }
  const work = async (show: (detail: string) => void) => {
    show('7 of 9 packages, and more than fits')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  await step('1 of 2: Building', work, stream)
  const frames = text.split('\r\u001B[K').slice(1)
  expect(frames.length).toBeGreaterThan(2)
  expect(new Set(frames.slice(0, -1).map((frame) => frame[0])).size).toBeGreaterThan(1)
  expect(frames.slice(0, -1).filter((frame) => frame.length >= 30 || frame.includes('\n'))).toEqual([])
  expect(frames.at(-1)).toMatch(/^✓ 1 of 2: Building: 7 of 9 packages, and more than fits \(0 s\)\n$/)
})

type Step = (
  title: string,
  work: (show: (detail: string) => void) => Promise<void>,
  stream: { isTTY: boolean; columns: number; write(chunk: string): void },
) => Promise<void>

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** A zombie: the process has ended, and its parent has not waited for it yet. */
function isZombie(pid: number): boolean {
  const status = `/proc/${pid}/stat`
  return existsSync(status) && /\) Z /.test(readFileSync(status, 'utf8'))
}
