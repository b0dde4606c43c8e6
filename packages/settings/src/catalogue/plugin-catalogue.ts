import {
  kernelService,
  nearestName,
  type PluginContext,
  type PluginReport,
  ProblemError,
} from '@tributary/core'
import { settingsErrors } from '../settings-errors.ts'
import type { CatalogueEntry, PluginAbilities } from './plugin-view.ts'

/** The contribution points of plugins that are checked periodically. */
const CHECKED: readonly string[] = ['healthSubjects', 'healthChecks']

/** All plugins of this server in boot order. Read on each call, since plugins come and go while the server runs. */
export function listCatalogue(context: PluginContext): readonly CatalogueEntry[] {
  return context
    .getService(kernelService)
    .report()
    .plugins.map((report) => entryOf(report))
}

/** Throws `PLUGINS_NOT_FOUND` with the nearest name. */
export function findInCatalogue(context: PluginContext, name: string): CatalogueEntry {
  const entries = listCatalogue(context)
  const found = entries.find(({ report }) => report.name === name)
  if (found !== undefined) return found
  const nearest = nearestName(
    name,
    entries.map(({ report }) => report.name),
  )
  throw new ProblemError(settingsErrors.PLUGINS_NOT_FOUND, {
    detail: nearest === undefined ? 'GET /api/plugins lists them.' : `Did you mean "${nearest}"?`,
  })
}

function entryOf(report: PluginReport): CatalogueEntry {
  const abilities = abilitiesOf(report)
  return { report, kinds: [report.about.kind, ...abilities.providerKinds], ...abilities }
}

function abilitiesOf({ contributes }: PluginReport): PluginAbilities {
  return {
    providerKinds: [],
    supportsConnectionTest: false,
    supportsHealthChecks: contributes.some((point) => CHECKED.includes(point)),
  }
}
