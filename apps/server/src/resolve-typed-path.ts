import { resolve } from 'node:path'

/** Resolves a path typed by the user. npm runs scripts in the project's directory and sets INIT_CWD to the caller's. */
export function resolveTypedPath(file: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', file)
}
