import { useLingui } from '@lingui/react/macro'
import { useFormats } from '../../i18n/formats.ts'
import { useErrorSentence } from '../error-sentence.ts'
import { reasonSentence } from '../reason-sentences.ts'
import type { ConnectionAction, ConnectionCondition } from './condition-of.ts'

/** What is said of a condition: one sentence, and the label of its one action. */
export interface ConditionWords {
  readonly sentence: string
  readonly label: string | undefined
}

/** The words for the condition of a connection to a provider of that name. */
export function useConditionWords(): (condition: ConnectionCondition, provider: string) => ConditionWords {
  const { t, i18n } = useLingui()
  const errorSentence = useErrorSentence()
  const { when } = useWhen()
  const labelOf = (action: ConnectionAction | undefined, until: string | null): string | undefined => {
    if (action === undefined) return undefined
    if (action === 'reconnect') return t`Reconnect`
    if (action === 'grant') return t`Grant access`
    if (action === 'resume') return t`Resume`
    if (action === 'wait') return until === null ? t`Wait` : t`Wait until ${when(until)}`
    return t`Try again`
  }
  const ofReason = (...reason: Parameters<typeof reasonSentence>): string | undefined => {
    const sentence = reasonSentence(...reason)
    return sentence === undefined ? undefined : i18n._(sentence)
  }
  const sentenceOf = (condition: ConnectionCondition, provider: string): string => {
    if (condition.kind === 'disconnected') return t`The account is disconnected; its data is still here.`
    if (condition.kind === 'scopes') {
      const scopes = condition.scopes.join(', ')
      return ofReason('scope_missing', { provider, scopes, reason: '' }) ?? ''
    }
    if (condition.kind === 'revoked')
      return (
        ofReason(condition.reasonCode, { provider, scopes: '', reason: condition.reason ?? '' }) ??
        t`${provider} no longer gives access to this account. Your data stays.`
      )
    if (condition.kind === 'action')
      return (
        ofReason(condition.reasonCode, { provider, scopes: '', reason: condition.reason ?? '' }) ??
        condition.reason ??
        t`Something needs to be done at ${provider} first.`
      )
    if (condition.kind === 'paused') {
      const sentence =
        ofReason(condition.reasonCode, { provider, scopes: '', reason: condition.reason ?? '' }) ??
        condition.reason ??
        t`The connection is paused.`
      const { reasonCode, error } = condition
      return reasonCode === 'failed_repeatedly' && error !== null
        ? `${sentence} ${t`The last sync failed: ${errorSentence(error)}`}`
        : sentence
    }
    if (condition.kind === 'limited')
      return t`${provider} answers no more requests until ${when(condition.until)}. The rest is read then by itself.`
    if (condition.kind === 'down') {
      const { until } = condition
      return until === null
        ? t`${provider} does not answer at the moment. What is missing is read as soon as it does.`
        : t`${provider} does not answer at the moment. The next attempt is at ${when(until)}.`
    }
    if (condition.kind === 'failed') return t`The last sync failed: ${errorSentence(condition.error)}`
    return t`Everything is well.`
  }
  return (condition, provider) => ({
    sentence: sentenceOf(condition, provider),
    label: labelOf(condition.action, 'until' in condition ? condition.until : null),
  })
}

/** An instant: the time alone if it is today, else with its date. */
export function useWhen(): { when: (instant: string) => string } {
  const formats = useFormats()
  return {
    when: (instant) =>
      formats.localDate(instant) === formats.localDate() ? formats.time(instant) : formats.dateTime(instant),
  }
}
