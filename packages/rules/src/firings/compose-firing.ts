import type { NotificationParameters } from '@tributary/notifications'
import type { Facts } from './facts.ts'

/** The words of a firing. */
export interface FiringWords {
  /** One line. */
  readonly title: string
  readonly message: string
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/**
 * @example
 * composeFiring(facts).title // 'Steps passed above 10,000'
 */
export function composeFiring(facts: Facts): FiringWords {
  switch (facts.on) {
    case 'metric': {
      const unit = facts.unit === null ? '' : ` ${facts.unit}`
      return {
        title: `${facts.label} passed ${facts.passes} ${number.format(facts.threshold)}`,
        message: `${facts.date}: ${number.format(facts.value)}${unit}.`,
      }
    }
    case 'item': {
      const more = facts.count > 3 ? ', …' : ''
      return {
        title: facts.count === 1 ? `New: ${facts.titles}` : `${facts.count} new items`,
        message: `${facts.integration}: ${facts.titles}${more}.`,
      }
    }
    case 'connection':
      return {
        title: `${facts.name} stopped working`,
        message: `The connection has the status "${facts.status}". Its page says what to do.`,
      }
    case 'import':
      return {
        title: `The import of ${facts.filename} has ${facts.status === 'failed' ? 'failed' : 'ended'}`,
        message: `${facts.integration}: ${number.format(facts.inserted)} new records.`,
      }
  }
}

/** The same for programs. */
export function parametersOf(facts: Facts): NotificationParameters {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value ?? '']))
}

/** The page where it is seen. */
export function pathOf(facts: Facts): string {
  switch (facts.on) {
    case 'metric':
      return `/metrics?metric=${encodeURIComponent(facts.metric)}`
    case 'item':
      return '/library'
    case 'connection':
      return '/integrations'
    case 'import':
      return '/jobs'
  }
}

/** The key of the notification of a firing, which is unique. */
export function keyOfFiring({
  rule_id: ruleId,
  id,
}: {
  readonly rule_id: string
  readonly id: string
}): string {
  return `rule/${ruleId}/${id}`
}
