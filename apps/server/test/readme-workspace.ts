import { spawn } from 'node:child_process'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const NETFLIX = 'packages/integrations/netflix'

/** How a program ended, and what it wrote to either stream. */
export interface ProgramResult {
  readonly code: number | null
  readonly output: string
}

/** A workspace like this one with the example of the README in it, made as the README says. */
export interface ReadmeWorkspace {
  readonly root: string
  /** The example's folder. */
  readonly example: string
  /** Runs a program in a folder of the workspace. */
  run(folder: string, command: readonly [string, ...string[]]): Promise<ProgramResult>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Copies what the example touches, the server and the integrations' folder, and links the rest, packages and
 * dependencies alike: an installation would take longer than all that is tested here.
 */
export async function readmeWorkspace(): Promise<ReadmeWorkspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'tributary-readme-')))
  // As root, PostgreSQL runs as another account: it passes through here, or the database would be in /var/lib and stay there.
  await chmod(root, 0o711)
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
  await copyTools(root)
  await copyServer(root)
  await linkPackages(root)
  const example = await writeExample(root, readme)
  await writeLine(root, readme)
  return {
    root,
    example,
    run: (folder, command) => runProgram(join(root, folder), command),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

async function copyTools(root: string): Promise<void> {
  for (const path of ['tsconfig.base.json', 'tooling/typescript/build.json']) {
    await cp(join(ROOT, path), join(root, path))
  }
}

async function copyServer(root: string): Promise<void> {
  for (const path of ['src', 'package.json', 'tsconfig.build.json']) {
    await cp(join(ROOT, 'apps/server', path), join(root, 'apps/server', path), { recursive: true })
  }
  await symlink(join(ROOT, 'apps/server/node_modules'), join(root, 'apps/server/node_modules'))
}

async function linkPackages(root: string): Promise<void> {
  await mkdir(join(root, 'packages/integrations'), { recursive: true })
  const packages = (await readdir(join(ROOT, 'packages'))).filter((name) => name !== 'integrations')
  const integrations = await readdir(join(ROOT, 'packages/integrations'))
  for (const path of [
    ...packages.map((name) => `packages/${name}`),
    ...integrations.map((name) => `packages/integrations/${name}`),
  ]) {
    await symlink(join(ROOT, path), join(root, path))
  }
}

/** The example's files, as the README shows them, and those it says to copy. Resolves to the example's folder. */
async function writeExample(root: string, readme: string): Promise<string> {
  const shown = [...readme.matchAll(/^`(packages\/integrations\/[^`]+)`:\n\n```\w+\n(.*?)^```$/gms)]
  const [, first = ''] = shown[0] ?? []
  const example = first.split('/').slice(0, 3).join('/')
  for (const [, path = '', content = ''] of shown) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  const [copied = ''] = /^cp packages\/integrations\/(?:.*\\\n)*.*$/m.exec(readme) ?? []
  const words = copied.split(/[\s\\]+/).slice(1)
  if (words.pop() !== example) throw new Error('the README copies no files into the folder of the example')
  for (const path of words) await cp(join(ROOT, path), join(root, example, path.split('/').at(-1) ?? ''))
  await linkDependencies(join(root, example))
  return example
}

async function linkDependencies(folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, object>
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const place = join(folder, 'node_modules', name)
    await mkdir(dirname(place), { recursive: true })
    await symlink(await realpath(join(ROOT, NETFLIX, 'node_modules', name)), place)
  }
}

/** Applies the README's one-line change to the list of plugins. */
async function writeLine(root: string, readme: string): Promise<void> {
  const [, diff = ''] = /^```diff\n(.*?)^```$/ms.exec(readme) ?? []
  const lines = diff.trimEnd().split('\n')
  if (lines.filter((line) => !line.startsWith(' ')).length !== 1)
    throw new Error('it takes more than one line')
  const before = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1))
  const after = lines.map((line) => line.slice(1))
  const file = join(root, 'apps/server/src/plugins.ts')
  const plugins = await readFile(file, 'utf8')
  if (!plugins.includes(before.join('\n'))) throw new Error(`plugins.ts has no lines\n${before.join('\n')}`)
  await writeFile(file, plugins.replace(before.join('\n'), after.join('\n')))
}

async function runProgram(
  cwd: string,
  [file, ...args]: readonly [string, ...string[]],
): Promise<ProgramResult> {
  const bin = join(ROOT, 'node_modules/.bin')
  const { HOME = '', TMPDIR } = process.env
  const path = [dirname(process.execPath), bin, process.env.PATH].join(delimiter)
  const child = spawn(file, args, {
    cwd,
    env: { PATH: path, HOME, NO_COLOR: '1', ...(TMPDIR === undefined ? {} : { TMPDIR }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithThisProcess(child)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { code, output }
}
