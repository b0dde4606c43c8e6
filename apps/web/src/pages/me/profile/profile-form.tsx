import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import type { AccountsMe } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { useChangeMe } from '../../../api/change-me.ts'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'
import { createFormats } from '../../../i18n/create-formats.ts'
import { currentLanguage, localeOf } from '../../../i18n/languages.ts'
import { browserTimeZone, timeZones } from '../../../i18n/time-zones.ts'
import { localeChoices } from './locale-choices.ts'

const BROWSER = ''

/** The person's name, how dates and numbers are written, and their time zone. */
export function ProfileForm({ me }: { me: AccountsMe }) {
  const { t } = useLingui()
  const [name, setName] = useState(me.name)
  const [locale, setLocale] = useState(me.locale ?? BROWSER)
  const [timeZone, setTimeZone] = useState(me.timeZone)
  const change = useChangeMe()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    change.mutate(
      { name: name.trim(), locale: locale === BROWSER ? null : locale, timeZone },
      { onSuccess: () => toast(t`Your profile has been saved.`) },
    )
  }
  const language = currentLanguage()
  const formats = createFormats(
    locale === BROWSER ? localeOf(language) : locale,
    timeZone ?? browserTimeZone(),
  )
  const browser = { value: BROWSER, label: t`As this browser (${localeOf(language)})` }
  return (
    <form onSubmit={submit}>
      <Stack maw="24rem">
        {change.isError && <Problem error={change.error} />}
        <TextInput
          label={t`Name`}
          autoComplete="name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t`Dates and numbers`}
          data={[browser, ...localeChoices(language, me.locale)]}
          value={locale}
          onChange={(value) => setLocale(value ?? BROWSER)}
          searchable
          allowDeselect={false}
        />
        <Select
          label={t`Time zone`}
          description={t`Decides to which day something belongs.`}
          placeholder={browserTimeZone()}
          data={[...new Set([...(me.timeZone === null ? [] : [me.timeZone]), ...timeZones()])]}
          value={timeZone}
          onChange={setTimeZone}
          searchable
          allowDeselect={false}
        />
        <Text size="sm" c="dimmed">
          <Trans>
            Written like this: {formats.dateTime(new Date().toISOString())} · {formats.number(1234.5)}
          </Trans>
        </Text>
        <Group>
          <Button type="submit" loading={change.isPending}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
