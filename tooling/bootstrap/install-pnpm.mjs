import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runLogged } from './run-logged.mjs'
import { StepFailure } from './step-failure.mjs'

const SHOWN_LINES = 20

/** Whether the pnpm that package.json pins is installed beside the project. */
export function hasPnpm(root) {
  const stampFile = stampOf(root)
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === pinned(root) &&
    existsSync(join(root, '.tools', 'node_modules'))
  )
}

/**
 * Installs it with the available npm.
 *
 * @throws StepFailure with the output of npm
 */
export async function installPnpm(root, log) {
  const tools = join(root, '.tools')
  rmSync(join(tools, 'node_modules'), { recursive: true, force: true })
  mkdirSync(tools, { recursive: true })
  writeFileSync(join(tools, 'package.json'), '{"private":true}\n')
  // The binary is a separate package; no script has to run.
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock']
  const lines = []
  const command = [...npm(), 'install', ...flags, pinned(root)]
  const code = await runLogged(command, { cwd: tools, log, onLine: (line) => lines.push(line) })
  if (code !== 0)
    throw new StepFailure(`npm could not install pnpm.\n${lines.slice(-SHOWN_LINES).join('\n').trim()}`, {
      advice: 'check that npm is there and reaches its registry (`npm ping`), then start again.',
      log,
    })
  writeFileSync(stampOf(root), pinned(root))
}

/** The executable of the installed pnpm. */
export function pnpmOf(root) {
  const scope = join(root, '.tools', 'node_modules', '@pnpm')
  const binary = readdirSync(scope)
    .map((name) => join(scope, name, 'pnpm'))
    .find((file) => existsSync(file))
  if (binary === undefined)
    throw new StepFailure(`pnpm has no binary for ${process.platform}-${process.arch}.`)
  return binary
}

function stampOf(root) {
  return join(root, '.tools', '.pnpm')
}

function pinned(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager
}

/** Under npm, its own path is in the environment; otherwise npm is on the PATH. */
function npm() {
  return process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
}
