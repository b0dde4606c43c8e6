import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const VERSION = '5.16.0'
const PACKAGE = '@stoplight/prism-http'
const ROOT = join(import.meta.dirname, '..', '..', '..')

/**
 * Installs Prism beside the bootstrap's tools, unless it is there; returns the folder. It is not a dependency: with its own, it takes 70 MB,
 * a tenth of all that a newcomer installs, and only this check needs it.
 */
export function installPrism(folder = join(ROOT, '.tools', `prism-${VERSION}`)): string {
  const manifest = join(folder, 'node_modules', PACKAGE, 'package.json')
  if (existsSync(manifest) && versionIn(manifest) === VERSION) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }))
  // Without scripts: one of its dependencies reports each installation to its maker.
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', [...args, `${PACKAGE}@${VERSION}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return folder
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
