import { useLingui } from '@lingui/react/macro'
import { Text, TextInput } from '@mantine/core'
import { isLocalDate } from '../../../i18n/local-dates.ts'

interface GoToDateProps {
  readonly first: string | undefined
  readonly last: string | undefined
  readonly onGo: (date: string) => void
}

/** Puts a day at the top of the timeline, for people who do not drag scroll bars. */
export function GoToDate({ first, last, onGo }: GoToDateProps) {
  const { t } = useLingui()
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label={t`Go to the date`}
      leftSection={<Text size="xs">{t`Go to`}</Text>}
      leftSectionWidth={60}
      w={190}
      min={first ?? ''}
      max={last ?? ''}
      onChange={({ currentTarget: { value } }) => {
        // While a year is typed it is 0002, then 0020.
        if (isLocalDate(value) && value >= '1000') onGo(value)
      }}
    />
  )
}
