import type { ForbiddenUse, IntegrationDefinition } from '@tributary/integration-kit/host'

/**
 * Whether a provider's terms forbid a use of its data. Ask before such a use: what reads data for a language model asks for `ai`.
 *
 * @example
 * const usable = definitions.filter((definition) => !forbidsUse(definition, 'ai'))
 */
export function forbidsUse({ facts }: IntegrationDefinition, use: ForbiddenUse): boolean {
  return facts?.terms?.some(({ forbids }) => forbids === use) === true
}

/**
 * The integrations whose data an export of several leaves out, since their providers forbid to combine it with other data. Asked for
 * alone, it is exported.
 */
export function leftOutOfExport(
  definitions: readonly IntegrationDefinition[],
  asked: readonly string[] | undefined,
): readonly string[] {
  const [only, ...others] = new Set(asked ?? [])
  if (only !== undefined && others.length === 0) return []
  return definitions.filter((definition) => forbidsUse(definition, 'combination')).map(({ name }) => name)
}

/** Names in an answer the integrations that were left out of it. */
export const LEFT_OUT_HEADER = 'tributary-left-out'

/** Says of an export what it leaves out. */
export const LEFT_OUT_DESCRIPTION = `Data whose provider forbids combining it with other data is omitted, and the header \`${LEFT_OUT_HEADER}\` names its integrations; export each of them separately.`
