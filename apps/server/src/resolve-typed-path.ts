import { resolve } from 'node:path'

/** A path as somebody typed it. npm runs scripts in the project's directory and says in INIT_CWD from where it was called. */
export function resolveTypedPath(file: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', file)
}
