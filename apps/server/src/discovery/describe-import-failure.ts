import { fileURLToPath } from 'node:url'

/** `file:///srv/plugins/diary/index.js?generation=…:3`, the first line of a syntax error's stack. */
const PLACE = /^(file:\/\/[^\s?]+)(?:\?[^\s:]*)?:(\d+)/

/** Why a plugin's code cannot be imported, with the place of a syntax error and the cure of a missing package. */
export function describeImportFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const [, file, line] = PLACE.exec(error.stack ?? '') ?? []
  if (error instanceof SyntaxError && file !== undefined)
    return `${error.message} (${fileURLToPath(file)}, line ${line})`
  if ('code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('package'))
    return `${error.message}. Install it in the folder of the plugin, and restart the server if it is not found then: Node remembers what was missing`
  return error.message
}
