import {
  type ContributionPoint,
  kernelService,
  nearestName,
  type PluginContext,
  type PluginReport,
  ProblemError,
} from '@tributary/core'
import { configurations, offeredProviders } from '@tributary/integration-host'
import { settingsErrors } from '../settings-errors.ts'
import type { CatalogueEntry, PluginAbilities } from './plugin-view.ts'

/** All plugins of this server in boot order. Read on each call, since plugins come and go while the server runs. */
export function listCatalogue(context: PluginContext): readonly CatalogueEntry[] {
  const { plugins } = context.getService(kernelService).report()
  return plugins.map((report) => entryOf(context, report))
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

function entryOf(context: PluginContext, report: PluginReport): CatalogueEntry {
  const abilities = abilitiesOf(context, report)
  return { report, kinds: [report.about.kind, ...abilities.providerKinds], ...abilities }
}

/** Also of a plugin that has failed since it contributed: what it offers does not depend on its state. */
function abilitiesOf(context: PluginContext, { name, contributes }: PluginReport): PluginAbilities {
  const offered = contributionsOf(context, offeredProviders, name)
  const isTested = contributionsOf(context, configurations, name).some(({ test }) => test !== undefined)
  return {
    providerKinds: [...new Set(offered.map(({ kind }) => kind))],
    supportsConnectionTest: isTested || offered.length > 0,
    supportsHealthChecks:
      isTested || offered.some(({ health }) => health !== undefined) || contributes.includes('healthChecks'),
  }
}

function contributionsOf<T>(context: PluginContext, point: ContributionPoint<T>, name: string): readonly T[] {
  return [...context.getContributions(point), ...context.getUnavailable(point)]
    .filter(({ plugin }) => plugin === name)
    .map(({ value }) => value)
}
