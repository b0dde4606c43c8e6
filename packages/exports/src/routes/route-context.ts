import { coversScope, type Principal, ProblemError, unknownValue } from '@tributary/core'
import { Type } from 'typebox'
import type { Wanted } from '../export-store.ts'
import { Contents, EXAMPLE_ID, Format, Storage } from '../export-view.ts'
import { exportsErrors } from '../exports-errors.ts'
import type { Parts } from '../parts.ts'
import type { ExportRow } from '../tables.ts'

export type PartsOf = () => Parts

export const ExportId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the export.', examples: [EXAMPLE_ID] }),
})

/** What a request for an export or a schedule says. */
export const wantedMembers = { contents: Contents, format: Format, storage: Storage }

/** Throws for contents, scopes or a storage that the person may not choose. */
export async function checkWanted(
  parts: Parts,
  principal: Principal,
  wanted: { readonly contents: string; readonly format: ExportRow['format']; readonly storage: string },
): Promise<Wanted> {
  const { contents, format, storage } = wanted
  const known = parts.sources()
  if (!known.some((source) => source.contents === contents))
    throw unknownValue({
      parameter: 'contents',
      value: contents,
      known: known.map((source) => source.contents),
      in: 'body',
    })
  checkScopes(parts, principal, contents)
  const storages = await listStorages(parts)
  const found = storages.find(({ id }) => id === storage)
  if (found !== undefined) return { contents, format, storage, storageName: found.name }
  throw unknownValue({
    parameter: 'storage',
    value: storage,
    known: storages.map(({ id }) => id),
    in: 'body',
  })
}

/** Throws `EXPORTS_SCOPE_MISSING` if an API key may not read the data itself. */
export function checkScopes(parts: Parts, principal: Principal, contents: string): void {
  const scopes = parts.sources().find((source) => source.contents === contents)?.scopes ?? ['*:read']
  if (coversScope(principal, scopes)) return
  throw new ProblemError(exportsErrors.EXPORTS_SCOPE_MISSING, {
    detail: `Exports of "${contents}" need the scope ${scopes.join(' or ')}.`,
  })
}

/** The instances that the administrator allows. */
export async function listStorages(parts: Parts) {
  const { storages } = await parts.settings()
  const instances = await parts.providers.list('storage')
  return instances.filter(({ id }) => storages.includes(id))
}

export function found<T>(value: T | undefined): T {
  if (value !== undefined) return value
  throw new ProblemError(exportsErrors.EXPORTS_NOT_FOUND, { detail: 'GET /api/exports lists yours.' })
}
