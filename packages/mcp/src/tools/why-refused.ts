import { coversScope, type Principal } from '@tributary/core'
import type { McpSettings } from '../mcp-settings.ts'
import { isReading } from '../operations/operation.ts'
import type { ForbiddenIntegrations } from '../terms/forbidden-integrations.ts'
import type { CatalogueEntry } from './tool-catalogue.ts'

/** What decides which tools are offered. */
export interface Circumstances {
  readonly principal: Principal
  readonly settings: McpSettings
  readonly forbidden: ForbiddenIntegrations
  /** Plugins that answer no request now. */
  readonly unavailable: ReadonlySet<string>
}

/** Why a tool is not offered, as a sentence for the caller; `undefined` for one that is. */
export function whyRefused(entry: CatalogueEntry, circumstances: Circumstances): string | undefined {
  const { operation, tool, excluded } = entry
  const { principal, settings, forbidden, unavailable } = circumstances
  if (excluded !== undefined) return `${tool.name} is no tool: ${excluded}`
  const { plugin, route } = operation
  const term = forbidden.get(plugin)
  if (term !== undefined) return `${tool.name} is withheld: ${term}`
  if (unavailable.has(plugin)) return `${tool.name} is unavailable: the plugin "${plugin}" is not ready.`
  if (!isReading(operation) && !settings.writing) return `${tool.name} changes data. ${WRITING_OFF}`
  const scopes = route?.scopes ?? []
  if (coversScope(principal, scopes)) return undefined
  return `${tool.name} needs an API key with scope ${scopes.map((scope) => `"${scope}"`).join(' or ')}.`
}

const WRITING_OFF =
  'Tools that change data are switched off. An administrator switches them on in the settings of "mcp": PATCH /api/admin/settings/mcp {"values":{"writing":true}}.'
