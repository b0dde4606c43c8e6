import type { RulesRule } from '@tributary/client'
import type { MediaType } from '../../../components/media-types.ts'

/** What is entered in the form of a rule: the fields of every condition, so that a choice can be changed back. */
export interface RuleDraft {
  readonly on: RulesRule['when']['on']
  readonly metric: string
  readonly passes: 'above' | 'below'
  readonly threshold: string
  /** Empty: of all. */
  readonly integration: string
  /** Empty: of all. */
  readonly type: MediaType | ''
  readonly ends: 'any' | 'succeeded' | 'failed'
  readonly channelId: string
}

const NEW = {
  on: 'metric',
  metric: '',
  passes: 'above',
  threshold: '',
  integration: '',
  type: '',
  ends: 'any',
} as const

/** The draft of a rule, or of a new one. */
export function draftOf(rule: RulesRule | undefined, channelId: string): RuleDraft {
  if (rule === undefined) return { ...NEW, channelId }
  const { when, channelId: chosen } = rule
  return when.on === 'metric'
    ? { ...NEW, ...when, threshold: String(when.threshold), channelId: chosen }
    : { ...NEW, ...when, channelId: chosen }
}

/** The condition that is entered; `undefined` while something is missing. */
export function conditionOf(draft: RuleDraft): RulesRule['when'] | undefined {
  const { on, metric, passes, type, ends } = draft
  const integration = draft.integration === '' ? {} : { integration: draft.integration }
  switch (on) {
    case 'metric': {
      const threshold = Number(draft.threshold)
      const isComplete = metric !== '' && draft.threshold.trim() !== '' && Number.isFinite(threshold)
      return isComplete ? { on, metric, passes, threshold } : undefined
    }
    case 'item':
      return { on, ...integration, ...(type === '' ? {} : { type }) }
    case 'connection':
      return { on, ...integration }
    case 'import':
      return { on, ends, ...integration }
  }
}
