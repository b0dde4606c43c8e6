import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'

/** Choices that the kit gives to every integration, in words. Any other is shown as the integration names it. */
const LABELS: Readonly<Record<string, MessageDescriptor>> = {
  dmy: msg`Day, month, year`,
  mdy: msg`Month, day, year`,
  ymd: msg`Year, month, day`,
  gregory: msg`Gregorian`,
  buddhist: msg`Buddhist`,
  persian: msg`Persian`,
  islamic_umalqura: msg`Islamic`,
}

/** Names a choice of an option for a person. */
export function useChoiceLabel(): (choice: string) => string {
  const { _ } = useLingui()
  return (choice) => {
    const label = LABELS[choice]
    return label === undefined ? choice : _(label)
  }
}
