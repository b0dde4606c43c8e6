import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The files of Swagger UI that the page uses; no others are served. */
const TYPES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const

export interface StaticFile {
  readonly type: string
  readonly content: string | Buffer
}

const directory = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui')), 'static')
const files = new Map<string, Promise<StaticFile>>()

/** A file of the installed Swagger UI package; `undefined` for any other name. */
export function swaggerUiFile(name: string): Promise<StaticFile> | undefined {
  if (!isFile(name)) return undefined
  const existing = files.get(name)
  if (existing !== undefined) return existing
  const file = readFile(join(directory, name)).then((content) => ({ type: TYPES[name], content }))
  files.set(name, file)
  return file
}

function isFile(name: string): name is keyof typeof TYPES {
  return Object.hasOwn(TYPES, name)
}
