import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'

/** Members that records of every integration may have. */
const LABELS: Readonly<Record<string, MessageDescriptor>> = {
  title: msg`Title`,
  subtitle: msg`Subtitle`,
  type: msg`Type`,
  occurredOn: msg`Date`,
  occurredAt: msg`Time`,
  durationSeconds: msg`Seconds`,
  startedAt: msg`Start`,
  endedAt: msg`End`,
  at: msg`Time`,
  creators: msg`By`,
  seriesTitle: msg`Series`,
  seasonTitle: msg`Season`,
  seasonNumber: msg`Season number`,
  episodeTitle: msg`Episode`,
  profile: msg`Profile`,
  url: msg`Address`,
  link: msg`Address`,
  date: msg`Date`,
  field: msg`Metric`,
  value: msg`Value`,
  unit: msg`Unit`,
}

/** The heading of a column: in words where they are known, else the member's name with spaces. */
export function useMemberLabel(): (name: string) => string {
  const { _ } = useLingui()
  return (name) => {
    const label = LABELS[name]
    if (label !== undefined) return _(label)
    const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
    return words.charAt(0).toUpperCase() + words.slice(1)
  }
}
