const LIST = /(const FOLDERS = \[\n(?:.*\n)*?)(\])/

/**
 * Adds a folder's name to the list of integrations, as the last line.
 *
 * @throws TypeError when the list is not found: then the line has to be added by hand
 */
export function listFolder(plugins: string, name: string): string {
  const line = `  '${name}',\n`
  const [, list = ''] = LIST.exec(plugins) ?? []
  if (list === '') throw new TypeError(`there is no list FOLDERS: add '${name}' to it by hand`)
  return list.includes(line) ? plugins : plugins.replace(LIST, `$1${line}$2`)
}
