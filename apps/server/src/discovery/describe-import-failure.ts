import { execFile } from 'node:child_process'
import { extname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SCRIPTS: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs'])
/** A plugin with more files is built, and its builder has found such errors. */
const MOST_FILES = 50
/** `/srv/plugins/diary/index.js:3`, the first line that Node writes. */
const PLACE = /^(.+):(\d+)$/m

/** Why a plugin's code cannot be imported, with the place of a syntax error and the cure of a missing package. */
export async function describeImportFailure(
  error: unknown,
  { folder, files }: { readonly folder: string; readonly files: Iterable<string> },
): Promise<string> {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof SyntaxError) {
    const place = await findSyntaxError(folder, files)
    return place === undefined ? error.message : `${error.message} (${place})`
  }
  if ('code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('package'))
    return `${error.message}. Install it in the folder of the plugin, and restart the server if it is not found then: Node remembers what was missing`
  return error.message
}

/** V8 does not say where in a module a syntax error is, but Node's own check does. */
async function findSyntaxError(folder: string, files: Iterable<string>): Promise<string | undefined> {
  const scripts = [...files].filter((name) => SCRIPTS.has(extname(name)) && !name.includes('node_modules/'))
  for (const name of scripts.slice(0, MOST_FILES)) {
    const written = await run(process.execPath, ['--check', join(folder, name)], { timeout: 5_000 }).then(
      () => '',
      (failure: { readonly stderr?: string }) => failure.stderr ?? '',
    )
    const [, file, line] = PLACE.exec(written) ?? []
    if (file !== undefined) return `${relative(folder, file.replace(/^file:\/\//, ''))}, line ${line}`
  }
  return undefined
}
