import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillTemplate } from './fill-template.ts'
import { withName } from './names.ts'
import type { NewIntegration } from './new-integration.ts'

const TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url))

/** The files of a new package: path below its folder → content. */
export function readTemplates(wanted: NewIntegration): ReadonlyMap<string, string> {
  const parts = partsOf(wanted)
  const files = new Map<string, string>()
  for (const folder of foldersOf(wanted))
    for (const path of filesIn(join(TEMPLATES, folder)))
      files.set(
        withName(path, wanted.name),
        withName(fillTemplate(readFileSync(join(TEMPLATES, folder, path), 'utf8'), parts), wanted.name),
      )
  return files
}

/** In this order: a file of a later folder replaces that of an earlier one. */
function foldersOf({ auth, files, delivers }: NewIntegration): readonly string[] {
  const hasAccount = auth !== 'none'
  return [
    'every',
    ...(hasAccount ? ['account'] : []),
    `delivers/${delivers}`,
    ...(files ? [`files/${delivers}`] : []),
    `auth/${auth}`,
  ]
}

/** The blocks of the templates that are kept. */
function partsOf({ auth, files, delivers }: NewIntegration): ReadonlySet<string> {
  const ofAuth = {
    oauth2: ['account', 'oauth'],
    deviceCode: ['account', 'oauth'],
    apiKey: ['account', 'typed'],
    credentials: ['account', 'typed'],
    none: [],
  }
  return new Set<string>([...ofAuth[auth], delivers, ...(files ? ['files'] : [])])
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}
