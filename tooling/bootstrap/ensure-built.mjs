import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedEnvironment } from './ensure-installed.mjs'
import { runLogged } from './run-logged.mjs'
import { StepFailure } from './step-failure.mjs'

/** The inputs of builds besides the sources and the package.json of a package: build settings, and versions of dependencies. */
const OF_ALL = ['pnpm-workspace.yaml', 'tsconfig.base.json', 'tooling/typescript/build.json']
/** What else is built of a package: simulators of the demo data, and the page with its settings. */
const FOLDERS = ['src', 'simulator', 'public']
const FILES = ['package.json', 'index.html', 'vite.config.ts', 'lingui.config.ts']
const SHOWN_LINES = 40
const ADVICE =
  'in a clone that you have not changed, delete node_modules and .tools, then start again; else fix what the compiler names.'

/** The step that builds after a change of a source file since the last build; compares only sizes and times, which is fast. */
export function buildSteps(root) {
  const stampFile = join(root, 'node_modules', '.tributary-built')
  // Deleted build output must be built again.
  const isThere = packagesOf(root).every((folder) => existsSync(join(folder, 'dist')))
  if (isThere && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceStamp(root)) return []
  const work = async (tools) => {
    // Taken before the build: files edited meanwhile must be built again.
    const stamp = sourceStamp(root)
    await build(root, tools)
    writeFileSync(stampFile, stamp)
  }
  return [{ title: 'Building', work }]
}

/** Counts built packages by their new folders: turbo does not report packages that succeed. */
async function build(root, { show, log }) {
  const missing = packagesOf(root).filter((folder) => !existsSync(join(folder, 'dist')))
  const timer = setInterval(() => {
    const built = missing.filter((folder) => existsSync(join(folder, 'dist'))).length
    if (missing.length > 0) show(`${built} of ${missing.length} packages`)
  }, 500)
  const turbo = [join(root, 'node_modules', '.bin', 'turbo'), 'run', 'build', '--output-logs=errors-only']
  const lines = []
  const code = await runLogged(turbo, {
    cwd: root,
    env: installedEnvironment(root),
    log,
    onLine: (line) => lines.push(line),
  }).finally(() => clearInterval(timer))
  if (code !== 0)
    throw new StepFailure(`The build failed.\n${lines.slice(-SHOWN_LINES).join('\n').trim()}`, {
      advice: ADVICE,
      log,
    })
  if (missing.length > 0) show(`${missing.length} packages`)
}

function sourceStamp(root) {
  const hash = createHash('sha256')
  for (const folder of packagesOf(root)) {
    for (const file of FILES.map((name) => join(folder, name))) if (existsSync(file)) addFile(hash, file)
    for (const name of FOLDERS) for (const file of filesBelow(join(folder, name))) addFile(hash, file)
  }
  for (const file of OF_ALL) addFile(hash, join(root, file))
  return hash.digest('hex')
}

/** The output folders of all packages. */
function packagesOf(root) {
  return ['apps', 'packages', 'packages/integrations'].flatMap((place) =>
    readdirSync(join(root, place))
      .sort()
      .map((name) => join(root, place, name))
      .filter((folder) => existsSync(join(folder, 'package.json'))),
  )
}

function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .sort()
}

function addFile(hash, file) {
  const { size, mtimeMs } = statSync(file)
  hash.update(`${file}:${size}:${mtimeMs};`)
}
