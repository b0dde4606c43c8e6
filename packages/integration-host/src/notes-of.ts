import type { IntegrationDefinition } from '@tributary/integration-kit/host'

/**
 * What a person should know before they configure or connect: the sentences of the definition's notes, and those that
 * follow from its other facts.
 */
export function notesOf({ displayName, facts = {} }: IntegrationDefinition): string[] {
  const { sunset, closedToNewClients, historyLimitDays, terms = [], notes = [] } = facts
  const successor = sunset?.successor === undefined ? '' : ` ${sunset.successor} follows it.`
  return [
    ...(sunset === undefined ? [] : [`${displayName} ends this interface on ${sunset.date}.${successor}`]),
    ...(closedToNewClients === undefined ? [] : [closedToNewClients]),
    ...(historyLimitDays === undefined
      ? []
      : [`${displayName} provides only the last ${historyLimitDays} days.`]),
    ...terms.map(({ sentence, source, checkedOn }) => `${sentence} (${source}, checked on ${checkedOn})`),
    ...notes,
  ]
}
